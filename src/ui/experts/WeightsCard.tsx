import type { ExpertsReport } from '../../worker/inside';
import { formatNumber } from '../format';

/** Height of an expert's row of bars, and width of a bar, in the drawing's units. */
const [ROW, BAR] = [30, 10];

/** What each expert weighs the basis fields by: a row of bars an expert, on one scale. */
export function WeightsCard({ report }: { readonly report: ExpertsReport | null }) {
  return (
    <section className="chart experts-weights" aria-label="Weights of the basis fields">
      <header className="chart-head">
        <h2>Weights w of the basis fields</h2>
      </header>
      {report ? <Bars report={report} /> : <p className="hint chart-empty">after the first picture</p>}
    </section>
  );
}

function Bars({ report: { experts } }: { readonly report: ExpertsReport }) {
  const count = experts[0]?.weights.length ?? 0;
  const most = experts.reduce((max, { weights }) => Math.max(max, ...weights.map(Math.abs)), 0);
  const scale = most > 0 ? (ROW / 2 - 2) / most : 0;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keys
    <section className="weights-scroll" tabIndex={0} aria-label="Weights, one row an expert">
      <svg
        viewBox={`-22 0 ${count * BAR + 24} ${experts.length * ROW}`}
        style={{ minHeight: 22 * experts.length }}
        role="img"
        aria-label={`Weights of ${count} basis fields by ${experts.length} experts, the largest ${formatNumber(most, 3)}`}
      >
        {experts.map(({ weights, box, outcome }, k) => (
          <g key={JSON.stringify(box)} transform={`translate(0 ${k * ROW + ROW / 2})`}>
            <text x={-8} className="weights-label">
              {k + 1}
              {outcome.code === 'ok' ? '' : '✕'}
            </text>
            <path className="weights-zero" d={`M0 0H${count * BAR}`} />
            {weights.map((value, j) => (
              <rect
                // biome-ignore lint/suspicious/noArrayIndexKey: a basis field is its place
                key={j}
                className={value < 0 ? 'weights-below' : 'weights-above'}
                x={j * BAR + 1.5}
                width={BAR - 3}
                y={value < 0 ? 0 : -value * scale}
                height={Math.abs(value) * scale}
              >
                <title>{`w${j + 1} of expert ${k + 1}: ${formatNumber(value, 4)}`}</title>
              </rect>
            ))}
          </g>
        ))}
      </svg>
      <p className="experts-words">largest |w| {formatNumber(most, 3)}</p>
    </section>
  );
}
