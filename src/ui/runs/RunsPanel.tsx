import './runs.css';
import { useEffect } from 'react';
import { useStudio } from '../studio';
import { Gallery } from './Gallery';
import { Moments } from './Moments';
import { OverlayCard } from './OverlayCard';
import { StopCard } from './StopCard';
import { useRuns } from './useRuns';

/** Runs that were kept beside the present one: their curves, what makes them differ, when to stop, and the way back. */
export function RunsPanel() {
  const studio = useStudio();
  const { gallery } = useRuns();
  useEffect(() => {
    if (gallery.store.getState().runs === null) void gallery.open();
  }, [gallery]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: the strip is a group of sections, not of fields
    <div className="charts runs" role="group" aria-label="Runs">
      <OverlayCard studio={studio} />
      <Gallery />
      <div className="runs-side">
        <StopCard />
        <Moments />
      </div>
    </div>
  );
}
