import type { RaceSide } from '../../worker/protocol';
import { formatCount, formatNumber, formatPrefixed } from '../format';
import { useStudio, useStudioState } from '../studio';

/** What the answer took, beside the classical one's. */
export function EffortCard() {
  const studio = useStudio();
  const race = useStudioState((state) => state.race);
  const compared = useStudioState((state) => state.loaded?.compared ?? null);
  const comparing = useStudioState((state) => state.comparing);
  const sides = compared && race ? [race.answer, race.rival] : [];
  return (
    <section className="chart effort" aria-label="What it took">
      <header className="chart-head">
        <h2>What it took</h2>
      </header>
      {compared ? (
        <Efforts sides={sides} />
      ) : (
        <div className="effort-offer">
          <p className="hint">
            With the classical answer beside the network: the error as a map and by wave number, seconds and operations
            of both.
          </p>
          <button
            type="button"
            className="button button-strong"
            disabled={comparing}
            onClick={() => void studio.compare.toggle()}
          >
            Compare with a classical answer
          </button>
        </div>
      )}
    </section>
  );
}

function Efforts({ sides }: { readonly sides: readonly RaceSide[] }) {
  if (sides.length === 0) return <p className="hint chart-empty">after the first look</p>;
  const rows: readonly (readonly [string, (side: RaceSide) => string])[] = [
    ['relative L² error', ({ errors }) => (errors.length > 0 ? formatNumber(errors.at(-1)!, 2) : 'not known')],
    ['steps', ({ effort }) => (effort ? formatCount(effort.steps) : 'none')],
    ['time of the steps', ({ effort }) => (effort ? `${formatNumber(effort.seconds, 2)}\u202fs` : 'none')],
    ['operations', ({ effort }) => (effort ? formatPrefixed(effort.flops, 'flop') : 'none')],
  ];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keys
    <section className="table-scroll" tabIndex={0} aria-label="What both answers took">
      <table>
        <thead>
          <tr>
            <td />
            {sides.map(({ title }) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([title, tell]) => (
            <tr key={title}>
              <th scope="row">{title}</th>
              {sides.map((side) => (
                <td key={side.title}>{tell(side)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
