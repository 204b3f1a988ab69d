import type { TrioReport } from '../../worker/inside';
import { formatCount, formatNumber } from '../format';
import { onLogScale } from './words';

/** Powers of ten that a violation's bar shows. */
const SCALE = [1e-6, 10] as const;

/** Violation, error and time of every stop, one row each. */
export function DialTable({ report: { sides }, chosen }: { readonly report: TrioReport; readonly chosen: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keys
    <section className="table-scroll" tabIndex={0} aria-label="Every stop, numbers">
      <table>
        <thead>
          <tr>
            {['constraint', 'max |F|', 'error at the end', 'time of an answer', 'largest jump', 'steps', 'loss'].map(
              (title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {sides.map(({ method, title, steps, finished, loss, largest, took, jump, error, failed }) => (
            <tr key={method} className="dial-side" aria-current={method === chosen || undefined}>
              <th scope="row">{title}</th>
              <td
                className="dial-violation"
                style={{ '--share': `${onLogScale(largest, SCALE)}%` } as React.CSSProperties}
              >
                {formatNumber(largest, 2)}
                {failed > 0 && <span className="dial-failed"> {failed} failed</span>}
              </td>
              <td>{error === null ? 'pending' : `${formatNumber(100 * error, 3)}\u202f%`}</td>
              <td>{formatNumber(took, 2)} ms</td>
              <td>{jump === null ? 'none' : formatNumber(jump, 2)}</td>
              <td>{steps > 0 ? formatCount(steps) : finished ? 'come along' : 'untrained'}</td>
              <td>{loss === null ? 'none' : formatNumber(loss, 2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
