import type { Anatomy } from '../../../solvers/methods/solver';
import { formatNumber } from '../format';
import { pullsInWords } from './words';

/** How the gradients of the terms stand to each other. */
export function PullsCard({ training }: { readonly training: Anatomy | null }) {
  return (
    <section className="chart pulls" aria-label="Gradients of the terms">
      <header className="chart-head">
        <h2>Gradients of the terms</h2>
      </header>
      {training ? <Pulls training={training} /> : <p className="hint chart-empty">after the first steps</p>}
    </section>
  );
}

function Pulls({ training }: { readonly training: Anatomy }) {
  const { names, lengths, cosines } = training;
  return (
    <>
      <p className="anatomy-words">{pullsInWords(training)}</p>
      {names.length > 1 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keys
        <section className="table-scroll" tabIndex={0} aria-label="Cosines between the gradients">
          <table className="cosines">
            <thead>
              <tr>
                <th scope="col">cosine</th>
                {names.map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
                {lengths && <th scope="col">length</th>}
              </tr>
            </thead>
            <tbody>
              {names.map((name, i) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {cosines[i]!.map((cosine, j) => (
                    <td
                      key={names[j]}
                      className={cosine < 0 ? 'against' : 'along'}
                      style={{ '--share': `${Math.round(100 * Math.abs(cosine))}%` } as React.CSSProperties}
                    >
                      {cosine.toFixed(2).replace('-', '−')}
                    </td>
                  ))}
                  {lengths && <td>{formatNumber(lengths[i]!, 2)}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  );
}
