import { Slider } from '@base-ui/react/slider';
import type { PastMoment } from '../worker/protocol';
import { formatCount, formatNumber } from './format';
import { useStudio, useStudioState } from './studio';
import { useNarrow } from './useNarrow';

/** The run's kept moments on a line that ends at the present: dragging it looks back. */
export function Timeline() {
  const studio = useStudio();
  const hasPast = useStudioState((state) => state.loaded?.hasPast ?? false);
  const moments = useStudioState((state) => state.moments);
  const past = useStudioState((state) => state.past);
  const narrow = useNarrow();
  if (!hasPast) return null;
  const end = Math.max(1, past?.count ?? moments);
  const empty = moments < 2;
  return (
    <section className="timeline" aria-label="Timeline" data-past={past !== null}>
      <Slider.Root
        className="slider timeline-slider"
        value={past?.index ?? end}
        min={0}
        max={end}
        step={1}
        largeStep={Math.max(1, Math.round(end / 10))}
        disabled={empty}
        thumbAlignment="edge"
        onValueChange={(index) => studio.past.look(index as number)}
      >
        <Slider.Control className="slider-control">
          <Slider.Track className="slider-track">
            <Slider.Indicator className="slider-fill" />
            <Slider.Thumb
              className="slider-thumb"
              aria-label="Moment of the run"
              getAriaValueText={() => (past ? inWords(past) : 'now')}
            />
          </Slider.Track>
        </Slider.Control>
      </Slider.Root>
      <p className="timeline-time">{past ? inSymbols(past) : 'now'}</p>
      {!narrow && <PastButtons />}
    </section>
  );
}

/** What can be done with a moment that is looked at; on a wide page they keep their place while there is none. */
export function PastButtons() {
  const studio = useStudio();
  const past = useStudioState((state) => state.past);
  const narrow = useNarrow();
  const from = past?.from;
  return (
    <div className="timeline-buttons" data-rest={past === null}>
      <button
        type="button"
        className="button"
        disabled={!from}
        title={from ? `Take the run back to step ${formatCount(from.step)} and go on from there` : undefined}
        onClick={() => void studio.past.goOn()}
      >
        {narrow ? 'From' : 'Go on from'}{' '}
        <span>
          <i>t</i> = {from ? formatNumber(from.time, 3) : 'none'}
        </span>
      </button>
      <button type="button" className="button" onClick={() => void studio.past.toPresent()}>
        {narrow ? 'Now' : 'Back to now'}
      </button>
    </div>
  );
}

function inSymbols({ time }: PastMoment) {
  return (
    <>
      <i>t</i> = {formatNumber(time, 4)}
    </>
  );
}

function inWords({ time, step }: PastMoment): string {
  const at = `t = ${formatNumber(time, 4)}`;
  return step === null ? at : `${at}, step ${formatCount(step)}`;
}
