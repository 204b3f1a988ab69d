import { Slider } from '@base-ui/react/slider';
import { lazy, Suspense } from 'react';
import { brushIn, toolsIn } from '../state/brush-link';
import { BRUSH_SIZE, BRUSH_STRENGTH } from '../state/slices/brush';
import { formatNumber } from './format';
import { useStudio, useStudioState } from './studio';

/** Size and strength of the brush, in the pane that is painted in. */
export function BrushBar({ index }: { readonly index: number }) {
  const studio = useStudio();
  const kind = useStudioState((state) => (state.painting === index ? brushIn(state, index) : null));
  const { size, strength } = useStudioState((state) => state.brush);
  const takesAway = useStudioState((state) => state.takesAway);
  const hasChoice = useStudioState((state) => toolsIn(state, index).length > 1);
  if (!kind) return null;
  const pushes = kind === 'push';
  const { setBrush, setTakesAway, setTool } = studio.store.getState();
  return (
    <section className="brush-bar" aria-label="Brush">
      {hasChoice && (
        <div className="brush-tools">
          {toolsIn(studio.store.getState(), index).map((tool) => (
            <button
              key={tool}
              type="button"
              className="button"
              aria-pressed={tool === kind}
              onClick={() => setTool(tool)}
            >
              {TOOL[tool]}
            </button>
          ))}
        </div>
      )}
      {kind !== 'sensor' && (
        <BrushSlider
          label="Size"
          value={size}
          limits={BRUSH_SIZE}
          words={`${formatNumber(100 * size, 3)} % of the shorter side`}
          onChange={(next) => setBrush({ size: next })}
        />
      )}
      {kind !== 'wall' && kind !== 'sensor' && (
        <BrushSlider
          label="Strength"
          value={strength}
          limits={BRUSH_STRENGTH}
          words={`${formatNumber(strength, 2)} of ${pushes ? 'the largest speed' : 'the colour range'}`}
          onChange={(next) => setBrush({ strength: next })}
        />
      )}
      <button
        type="button"
        className="button brush-sign"
        aria-pressed={takesAway}
        title="The right button, or shift, does the opposite"
        onClick={() => setTakesAway(!takesAway)}
      >
        {SIGN[kind][takesAway ? 1 : 0]}
      </button>
      {kind === 'sensor' && (
        <Suspense>
          <SensorSettings index={index} />
        </Suspense>
      )}
    </section>
  );
}

const SensorSettings = lazy(async () => ({ default: (await import('./sensors/SensorSettings')).SensorSettings }));

const TOOL = { dab: 'Paint', push: 'Push', wall: 'Walls', sensor: 'Sensors' } as const;
/** What the brush does, and what it does when it is turned around. */
const SIGN = {
  dab: ['+ add', '\u2212 take away'],
  push: ['along the hand', 'against it'],
  wall: ['+ draw', '\u2212 take away'],
  sensor: ['+ drop', '\u2212 take away'],
} as const;

/** Positions of a slider over a logarithmic scale. */
const NOTCHES = 100;

function BrushSlider({
  label,
  value,
  limits: [least, most],
  words,
  onChange,
}: {
  readonly label: string;
  readonly value: number;
  readonly limits: readonly [number, number];
  readonly words: string;
  readonly onChange: (value: number) => void;
}) {
  const scale = Math.log(most / least) / NOTCHES;
  return (
    <div className="brush-setting" title={words}>
      <span aria-hidden="true">{label}</span>
      <Slider.Root
        className="slider"
        value={Math.round(Math.log(value / least) / scale)}
        min={0}
        max={NOTCHES}
        step={1}
        largeStep={10}
        thumbAlignment="edge"
        onValueChange={(notch) => onChange(Number((least * Math.exp(scale * (notch as number))).toPrecision(3)))}
      >
        <Slider.Control className="slider-control">
          <Slider.Track className="slider-track">
            <Slider.Indicator className="slider-fill" />
            <Slider.Thumb
              className="slider-thumb"
              aria-label={`${label} of the brush`}
              getAriaValueText={() => words}
            />
          </Slider.Track>
        </Slider.Control>
      </Slider.Root>
    </div>
  );
}
