import { useMemo } from 'react';
import type { AlignedData } from 'uplot';
import type { OperatorSight } from '../../worker/inside';
import { ChartCard } from '../ChartCard';
import { CopyNumber } from '../CopyNumber';
import { FieldMap, rangeOf } from '../FieldMap';
import { nearestStop, StopsSlider } from '../StopsSlider';
import { useStudioState } from '../studio';
import type { useDesk } from './desk';
import { formatPercent } from './words';

/** Grids that the slider offers, points along the longest side. */
const GRIDS = [32, 48, 64, 96, 128, 192, 256, 384, 512];
/** A software GPU takes minutes for more. */
const SOFTWARE = 128;

/** Both answers on a grid of any size, whatever the operator was trained on. */
export function AnswersCard({ desk, view }: ReturnType<typeof useDesk>) {
  const software = useStudioState((state) => state.adapter?.software ?? false);
  const { sight, state, points, byPoints } = view;
  const grids = software ? GRIDS.filter((n) => n <= Math.max(SOFTWARE, state?.points ?? 0)) : GRIDS;
  const wanted = points ?? state?.points ?? 64;
  const shown = sight && Math.max(...sight.shape);
  return (
    <section className="chart operator-answers" aria-label="Answers on any grid">
      <header className="chart-head">
        <h2>Answers on any grid</h2>
        <div className="operator-slider">
          <StopsSlider
            label="Resolution"
            stops={grids}
            at={nearestStop(grids, wanted)}
            inWords={(n) => `${n} points along the longest side`}
            onChoose={(n) => void desk.setPoints(n)}
          >
            {(n) => <output>{n} points</output>}
          </StopsSlider>
        </div>
      </header>
      {sight ? <Answers sight={sight} /> : <p className="hint chart-empty">after the first picture</p>}
      {sight && (
        <p className="anatomy-words">
          {shown !== wanted ? `On ${wanted} points: being solved. ` : ''}
          Relative L² difference on {shown} points:{' '}
          <CopyNumber name="Relative L² difference" value={sight.error} unit="" />
          {[...byPoints].length > 1 && (
            <span className="operator-by-points">
              {' '}
              {[...byPoints]
                .sort(([a], [b]) => a - b)
                .map(([n, error]) => `${n}: ${formatPercent(error)}`)
                .join(', ')}
            </span>
          )}
        </p>
      )}
      {software && <p className="hint">A software GPU: up to {SOFTWARE} points; 512 with a hardware GPU.</p>}
    </section>
  );
}

function Answers({ sight }: { readonly sight: OperatorSight }) {
  return sight.shape.length > 1 ? <Maps sight={sight} /> : <Lines sight={sight} />;
}

function Maps({ sight: { shape, given, answer, solved } }: { readonly sight: OperatorSight }) {
  const drawn = useMemo(() => {
    const size = [shape[0]!, shape[1]!] as const;
    const kind = Math.min(...rangeOf(solved, 'sequential').map(Math.sign)) < 0 ? 'diverging' : 'sequential';
    const range = rangeOf(solved, kind);
    const difference = answer.map((value, k) => value - solved[k]!);
    return [
      { title: 'input', values: given, kind: 'sequential' as const, range: rangeOf(given, 'sequential'), shape: size },
      { title: 'operator', values: answer, kind, range, shape: size },
      { title: 'solver', values: solved, kind, range, shape: size },
      {
        title: 'difference',
        values: difference,
        kind: 'diverging' as const,
        range: rangeOf(difference, 'diverging'),
        shape: size,
      },
    ] as const;
  }, [shape, given, answer, solved]);
  return (
    <div className="field-maps">
      {drawn.map((one) => (
        <FieldMap key={one.title} {...one} />
      ))}
    </div>
  );
}

/** In one dimension answers are lines. */
function Lines({ sight: { coordinates, given, answer, solved } }: { readonly sight: OperatorSight }) {
  const [[axis, at]] = Object.entries(coordinates) as [[string, Float64Array]];
  const data = useMemo(
    () => [at, given, solved, answer].map((column) => Array.from(column)) as unknown as AlignedData,
    [at, given, answer, solved],
  );
  const series = [
    { label: 'input', unit: '', colour: 4 },
    { label: 'solver', unit: '', colour: 3 },
    { label: 'operator', unit: '', colour: 1 },
  ];
  return <ChartCard title="Along the line" abscissa={axis} log={false} series={series} data={data} />;
}
