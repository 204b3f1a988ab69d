import { useState } from 'react';
import type { CycleTrace, LevelVisit } from '../../solvers/methods/solver';
import type { Studio } from '../state/studio';
import { formatNumber } from './format';
import { useStudioState } from './studio';
import { useLooked } from './useLooked';

/** Time between two looks at the cycle while it runs, ms. */
const LOOK_MS = 500;
const WIDTH = 420;
const HEIGHT = 150;
const MARGIN = { left: 74, right: 16, top: 14, bottom: 12 };

const latestCycle = (studio: Studio): Promise<CycleTrace | null> => studio.ask.cycle();

/** The multigrid microscope: the latest cycle as a way through the levels, and what each visit did to its residual. */
export function CycleCard() {
  const hasLevels = useStudioState((state) => state.loaded?.hasLevels ?? false);
  const trace = useLooked<CycleTrace | null>(null, latestCycle, LOOK_MS, hasLevels);
  const [table, setTable] = useState(false);
  if (!trace || trace.visits.length === 0) return null;
  return (
    <section className="chart cycle" aria-label="Cycle">
      <header className="chart-head">
        <h2>Cycle {trace.residuals.length - 1}</h2>
        <p className="hint">{factorOf(trace)}</p>
        <button type="button" className="button cycle-switch" aria-pressed={table} onClick={() => setTable(!table)}>
          {table ? 'Drawing' : 'Numbers'}
        </button>
      </header>
      {table ? <CycleTable trace={trace} /> : <CycleDrawing trace={trace} />}
    </section>
  );
}

/** The whole cycle in words. */
function factorOf({ residuals }: CycleTrace): string {
  const [before, after] = residuals.slice(-2);
  if (before === undefined || after === undefined) return '';
  return `residual ${formatNumber(before)} to ${formatNumber(after)}, factor ${formatNumber(after / before, 2)}`;
}

function CycleDrawing({ trace }: { readonly trace: CycleTrace }) {
  const { levels, visits } = trace;
  const inner = { width: WIDTH - MARGIN.left - MARGIN.right, height: HEIGHT - MARGIN.top - MARGIN.bottom };
  const x = (k: number) => MARGIN.left + (inner.width * (k + 0.5)) / visits.length;
  const y = (level: number) => MARGIN.top + (inner.height * (level + 0.5)) / levels.length;
  const path = visits.map(({ level }, k) => `${k === 0 ? 'M' : 'L'}${x(k).toFixed(1)} ${y(level).toFixed(1)}`).join('');
  return (
    <svg className="cycle-drawing" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={inWords(trace)}>
      {levels.map((points, level) => (
        <g key={points.join()}>
          <line className="cycle-level" x1={MARGIN.left} x2={WIDTH - MARGIN.right} y1={y(level)} y2={y(level)} />
          <text className="cycle-label" x={MARGIN.left - 8} y={y(level)}>
            {points.join(' × ')}
          </text>
        </g>
      ))}
      <path className="cycle-way" key={trace.residuals.length} pathLength={1} d={path} />
      {visits.map((visit, k) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a visit is its place in the cycle
        <circle key={k} className="cycle-visit" cx={x(k)} cy={y(visit.level)} r={4 + 3 * Math.sqrt(share(visit))}>
          <title>{visitInWords(trace, visit)}</title>
        </circle>
      ))}
    </svg>
  );
}

function CycleTable({ trace }: { readonly trace: CycleTrace }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keys
    <section className="table-scroll" tabIndex={0} aria-label="Cycle, numbers">
      <table>
        <thead>
          <tr>
            <th scope="col">level</th>
            <th scope="col">residual before</th>
            <th scope="col">after</th>
            <th scope="col">factor</th>
          </tr>
        </thead>
        <tbody>
          {trace.visits.map(({ level, before, after }, k) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a visit is its place in the cycle
            <tr key={k}>
              <th scope="row">{trace.levels[level]!.join(' × ')}</th>
              <td>{formatNumber(before)}</td>
              <td>{formatNumber(after)}</td>
              <td>{formatNumber(after / before, 2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** How much of the residual a visit leaves, 0 to 1. */
function share({ before, after }: LevelVisit): number {
  const left = after / before;
  return Number.isFinite(left) ? Math.min(left, 1) : 1;
}

function visitInWords({ levels }: CycleTrace, { level, before, after }: LevelVisit): string {
  return `${levels[level]!.join(' × ')} points: residual ${formatNumber(before)} to ${formatNumber(after)}`;
}

function inWords(trace: CycleTrace): string {
  return `Cycle over ${trace.levels.length} levels. ${trace.visits.map((visit) => visitInWords(trace, visit)).join('; ')}.`;
}
