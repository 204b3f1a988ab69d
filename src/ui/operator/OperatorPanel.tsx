import './operator.css';
import { AnswersCard } from './AnswersCard';
import { DataCard } from './DataCard';
import { useDesk } from './desk';
import { InputCard } from './InputCard';
import { SpectrumCard } from './SpectrumCard';
import { TestsCard } from './TestsCard';
import { TrainingCard } from './TrainingCard';

/** A trained operator to be tried: its input, its answer on any grid beside the solver's, its errors, its training. */
export function OperatorPanel() {
  const { desk, view } = useDesk();
  return (
    // biome-ignore lint/a11y/useSemanticElements: the strip is a group of sections, not of fields
    <div className="charts operator" role="group" aria-label="Operator">
      <InputCard desk={desk} view={view} />
      <AnswersCard desk={desk} view={view} />
      <SpectrumCard sight={view.sight} modes={view.state?.modes ?? null} />
      <TestsCard desk={desk} view={view} />
      <DataCard desk={desk} view={view} />
      <TrainingCard desk={desk} view={view} />
    </div>
  );
}
