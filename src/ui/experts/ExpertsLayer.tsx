import './experts.css';
import type { Expert } from '../../../solvers/methods/solver';
import { domainToScreen } from '../../view/camera';
import { formatNumber } from '../format';
import type { Size } from '../layout';
import { useStudioState } from '../studio';
import { useExperts } from './report';
import { expertsInWords, inWords } from './words';

/** A box has room for its numbers from this width on, CSS pixels. */
const [WIDE, HIGH] = [92, 62];
/** Width of a digit, CSS pixels. */
const DIGIT = 7;

/** The experts' boxes over a picture, each with how its solve went; what failed is crossed out. */
export function ExpertsLayer({ index, size }: { readonly index: number; readonly size: Size }) {
  const report = useExperts();
  const camera = useStudioState((state) => state.panes[index]?.camera);
  const mode = useStudioState((state) => state.panes[index]?.settings.mode);
  const extent = useStudioState((state) => state.loaded?.extent);
  const names = useStudioState((state) => state.view?.coordinates.map(({ name }) => name).join(' ') ?? 'x');
  if (!report || mode !== 'map' || !camera || !extent || report.experts.length < 2) return null;
  const [x, y] = names.split(' ');
  const frame = (range: Expert['box']) => {
    // What answers for all of time goes all the way up.
    const [[x0, x1], [y0, y1]] = [range[x!] ?? [extent[0], extent[1]], (y && range[y]) || [extent[2], extent[3]]];
    const [left, bottom] = domainToScreen(camera, extent, size, Math.max(x0, extent[0]), Math.max(y0, extent[2]));
    const [right, top] = domainToScreen(camera, extent, size, Math.min(x1, extent[1]), Math.min(y1, extent[3]));
    return { x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
  };
  return (
    <svg className="experts-layer" role="img" aria-label={`Boxes: ${expertsInWords(report)}`}>
      {report.experts.map(({ box, outcome, residual, iterations, condition }, k) => {
        const own = frame(box);
        const failed = outcome.code !== 'ok';
        // In a narrow box the number stands in its middle.
        const left = own.x + Math.max(1, Math.min(6, (own.width - DIGIT) / 2));
        const lines = [
          failed ? `${k + 1} ✕ ${inWords(outcome.code)}` : `${k + 1}`,
          ...(residual === null || own.width < WIDE || own.height < HIGH
            ? []
            : [
                `residual ${formatNumber(residual, 2)}`,
                `${iterations} iterations`,
                `condition ${formatNumber(condition ?? 0, 2)}`,
              ]),
        ];
        return (
          <g key={JSON.stringify(box)} className={failed ? 'box-failed' : 'box-good'}>
            <rect {...own} />
            {failed && (
              <path
                d={`M${own.x} ${own.y}l${own.width} ${own.height}M${own.x + own.width} ${own.y}l${-own.width} ${own.height}`}
              />
            )}
            <text x={left} y={own.y + 15}>
              {lines.map((line, at) => (
                <tspan key={line} x={left} dy={at === 0 ? 0 : 14}>
                  {line}
                </tspan>
              ))}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
