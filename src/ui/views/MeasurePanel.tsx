import './views.css';
import { KernelsCard } from './KernelsCard';
import { ProbeCard } from './ProbeCard';
import { SpectrumCard } from './SpectrumCard';

/** Measurements of the run that are taken while they are looked at. */
export function MeasurePanel() {
  return (
    // biome-ignore lint/a11y/useSemanticElements: the strip is a group of sections, not of fields
    <div className="charts measure" role="group" aria-label="Measure">
      <ProbeCard />
      <SpectrumCard />
      <KernelsCard />
    </div>
  );
}
