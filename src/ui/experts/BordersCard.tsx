import type { ExpertsReport } from '../../worker/inside';
import { formatNumber } from '../format';

/** How far neighbouring experts' answers jump where they meet. */
export function BordersCard({ report }: { readonly report: ExpertsReport | null }) {
  const borders = report?.borders ?? [];
  const most = borders.reduce((max, { jump }) => Math.max(max, jump), 0);
  return (
    <section className="chart experts-borders" aria-label="Jumps across borders">
      <header className="chart-head">
        <h2>Jumps across borders</h2>
      </header>
      {borders.length === 0 ? (
        <p className="hint chart-empty">{report ? 'one box has no border inside' : 'after the first picture'}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keys
        <ul className="borders" tabIndex={0} aria-label="Borders">
          {borders.map(({ axis, at, jump }) => (
            <li
              key={`${axis} ${at}`}
              style={{ '--share': `${most > 0 ? (100 * jump) / most : 0}%` } as React.CSSProperties}
            >
              <span>
                <i>{axis}</i> = {formatNumber(at, 3)}
              </span>
              <span>{formatNumber(jump, 2)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
