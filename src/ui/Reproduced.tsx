import { useEffect, useState } from 'react';
import type { Metric } from '../../solvers/methods/solver';
import { judge, verdictOf } from '../share/expected';
import { formatNumber } from './format';
import { useStudio, useStudioState } from './studio';

/** Whether a finished run has met what its scene expects of it. */
export function Reproduced() {
  const studio = useStudio();
  const finished = useStudioState((state) => state.finished && state.outcome.code === 'ok');
  const expected = useStudioState((state) => state.view?.expected);
  const gpu = useStudioState((state) => state.adapter?.name ?? '');
  const shown = useStudioState((state) => state.metrics);
  const [measured, setMeasured] = useState<Readonly<Record<string, Metric>> | null>(null);
  useEffect(() => {
    let isWanted = true;
    setMeasured(null);
    if (finished) void studio.ask.measure().then((found) => isWanted && setMeasured(found));
    return () => {
      isWanted = false;
    };
  }, [finished, studio]);
  if (!finished || !measured || !expected) return null;
  const judged = judge(expected, { ...measured, ...shown });
  const words = verdictOf(judged, gpu, (value) => formatNumber(value, 3));
  if (words === '') return null;
  const isMet = judged.every(({ value, isMet: met }) => value === null || met);
  return (
    <p className={`reproduced ${isMet ? 'state-good' : 'state-bad'}`} role="status">
      {words}
    </p>
  );
}
