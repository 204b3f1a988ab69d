import type { ExpertsReport } from '../../worker/inside';
import { formatNumber } from '../format';
import { Icon } from '../Icon';
import { inWords } from './words';

/** Each expert's solve. */
export function ExpertsCard({ report }: { readonly report: ExpertsReport | null }) {
  return (
    <section className="chart experts-table" aria-label="Each expert">
      <header className="chart-head">
        <h2>Each expert</h2>
      </header>
      {report ? <Table report={report} /> : <p className="hint chart-empty">after the first picture</p>}
    </section>
  );
}

function Table({ report: { experts } }: { readonly report: ExpertsReport }) {
  const number = (value: number | null): string => (value === null ? 'none' : formatNumber(value, 2));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keys
    <section className="table-scroll" tabIndex={0} aria-label="Experts, numbers">
      <table>
        <thead>
          <tr>
            {['expert', 'solve', 'iterations', 'residual', 'condition', 'max |F|'].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {experts.map(({ outcome, iterations, residual, condition, largest, box }, k) => (
            <tr key={JSON.stringify(box)} className={outcome.code === 'ok' ? undefined : 'expert-failed'}>
              <th scope="row">{k + 1}</th>
              <td title={outcome.advice}>
                <span className="expert-mark">
                  <Icon name={outcome.code === 'ok' ? 'check' : 'close'} size={12} />
                  {residual === null ? 'none' : inWords(outcome.code)}
                </span>
              </td>
              <td>{iterations}</td>
              <td>{number(residual)}</td>
              <td>{number(condition)}</td>
              <td>{number(largest)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
