import './experts.css';
import { BordersCard } from './BordersCard';
import { DialCard } from './DialCard';
import { ExpertsCard } from './ExpertsCard';
import { MeterCard } from './MeterCard';
import { useExperts } from './report';
import { WeightsCard } from './WeightsCard';

/** Hard constraints from inside: who answers where, how well the equation holds, and what changes without them. */
export function ExpertsPanel() {
  const report = useExperts();
  return (
    // biome-ignore lint/a11y/useSemanticElements: the strip is a group of sections, not of fields
    <div className="charts experts" role="group" aria-label="Experts">
      <MeterCard report={report} />
      <ExpertsCard report={report} />
      <WeightsCard report={report} />
      <BordersCard report={report} />
      <DialCard />
    </div>
  );
}
