import { useMemo, useState } from 'react';
import type { RaceSide } from '../worker/protocol';
import { ChartCard } from './ChartCard';
import { alignProfile } from './profile';
import { useStudioState } from './studio';

/** Errors of both answers against what they took: seconds or operations. */
export function RaceCard() {
  const race = useStudioState((state) => state.race);
  const compared = useStudioState((state) => state.loaded?.compared);
  const [by, setBy] = useState<'seconds' | 'flops'>('seconds');
  const sides = useMemo(() => (race ? [race.answer, race.rival] : []), [race]);
  const data = useMemo(() => {
    const [first = NONE, ...others] = sides.map((side) => courseOf(side, by));
    return alignProfile(first, others);
  }, [sides, by]);
  if (!race || !compared || data[0].length === 0) return null;
  const series = sides.map((side, k) => ({
    label: side.title,
    unit: '',
    colour: k + 1,
    // One way of an answer is a line; the end of one is a point.
    ...(side.errors.length < 3 ? { points: 'disc' as const } : {}),
  }));
  const other = by === 'seconds' ? 'flops' : 'seconds';
  return (
    <ChartCard
      title={race.rivalIsTruth ? `Distance from ${race.truth}` : 'Error'}
      abscissa={by === 'seconds' ? 'seconds' : 'floating-point operations'}
      log
      logAbscissa
      series={series}
      data={data}
      action={
        <button type="button" className="button chart-switch" onClick={() => setBy(other)}>
          by {other}
        </button>
      }
    />
  );
}

const NONE = { positions: [], values: [] };

/** Points of a side that a logarithm has. */
function courseOf(side: RaceSide, by: 'seconds' | 'flops'): { positions: number[]; values: number[] } {
  const drawn = [...side.errors.keys()].filter((k) => side[by][k]! > 0 && side.errors[k]! > 0);
  return { positions: drawn.map((k) => side[by][k]!), values: drawn.map((k) => side.errors[k]!) };
}
