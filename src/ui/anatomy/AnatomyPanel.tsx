import './anatomy.css';
import { useSyncExternalStore } from 'react';
import { chartsFor } from '../../state/metrics';
import { TimeChart } from '../Charts';
import { useStudio, useStudioState } from '../studio';
import { EffortCard } from './EffortCard';
import { PullsCard } from './PullsCard';
import { SpectrumCard } from './SpectrumCard';
import { ViewsCard } from './ViewsCard';
import { useAnatomy } from './watch';

/** A training taken apart: what pulls at it, where it looks, what it gets wrong at which wave number, what it took. */
export function AnatomyPanel() {
  const { history } = useStudio();
  const { training, spectrum } = useAnatomy();
  useSyncExternalStore(history.subscribe, history.version);
  const hasPoints = useStudioState((state) => state.loaded?.hasPoints ?? false);
  const compared = useStudioState((state) => state.loaded?.compared ?? null);
  const terms = chartsFor(history.names()).find(({ id }) => id === 'terms');
  return (
    // biome-ignore lint/a11y/useSemanticElements: the strip is a group of sections, not of fields
    <div className="charts anatomy" role="group" aria-label="Anatomy of the training">
      <ViewsCard training={training} />
      {terms && <TimeChart chart={terms} />}
      {hasPoints && <PullsCard training={training} />}
      {compared && <SpectrumCard spectrum={spectrum} compared={compared} />}
      <EffortCard />
    </div>
  );
}
