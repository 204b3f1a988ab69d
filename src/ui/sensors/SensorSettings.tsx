import './sensors.css';
import { Slider } from '@base-ui/react/slider';
import { useEffect, useState } from 'react';
import type { Scene } from '../../../scenes';
import { sensedIn } from '../../state/brush-link';
import { noiseOf, sensorsOf } from '../../state/sensors';
import { formatNumber } from '../format';
import { useStudio, useStudioState } from '../studio';

/** Most sensors and most noise that sliders give; a scene may have more. */
const [MOST, NOISIEST] = [200, 0.2];
/** Noise from one notch to the next. */
const NOTCH = 0.005;

/** How many sensors there are, and how noisy they are: the readings are made when the slider is let go. */
export function SensorSettings({ index }: { readonly index: number }) {
  const studio = useStudio();
  const scene = useStudioState((state) => state.scene) as Scene;
  const field = useStudioState((state) => sensedIn(state, index));
  if (field === null) return null;
  return (
    <>
      <Setting
        label="Number"
        name="Number of sensors"
        value={sensorsOf(scene, field).length}
        least={1}
        most={MOST}
        words={(count) => String(count)}
        onDone={(count) => void studio.drawn.sense(field, { kind: 'count', count })}
      />
      <Setting
        label="Noise"
        name="Noise of the sensors"
        value={Math.round(noiseOf(scene, field) / NOTCH)}
        least={0}
        most={Math.round(NOISIEST / NOTCH)}
        words={(notch) => `${formatNumber(100 * NOTCH * notch, 3)} %`}
        onDone={(notch) => void studio.drawn.sense(field, { kind: 'noise', noise: Number((NOTCH * notch).toFixed(4)) })}
      />
    </>
  );
}

function Setting({
  label,
  name,
  value,
  least,
  most,
  words,
  onDone,
}: {
  readonly label: string;
  readonly name: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly words: (value: number) => string;
  readonly onDone: (value: number) => void;
}) {
  const [shown, setShown] = useState(value);
  useEffect(() => setShown(value), [value]);
  return (
    <div className="brush-setting sensor-setting">
      <span aria-hidden="true">{label}</span>
      <Slider.Root
        className="slider"
        value={Math.min(most, shown)}
        min={least}
        max={most}
        step={1}
        largeStep={10}
        thumbAlignment="edge"
        onValueChange={(next) => setShown(next as number)}
        onValueCommitted={(next) => onDone(next as number)}
      >
        <Slider.Control className="slider-control">
          <Slider.Track className="slider-track">
            <Slider.Indicator className="slider-fill" />
            <Slider.Thumb className="slider-thumb" aria-label={name} getAriaValueText={() => words(shown)} />
          </Slider.Track>
        </Slider.Control>
      </Slider.Root>
      <span className="sensor-value" aria-hidden="true">
        {words(shown)}
      </span>
    </div>
  );
}
