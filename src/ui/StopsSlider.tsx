import { Slider } from '@base-ui/react/slider';
import { useState } from 'react';

/** A slider over a few values. */
export function StopsSlider<T>({
  label,
  stops,
  at,
  inWords,
  onMove,
  onChoose,
  children,
}: {
  readonly label: string;
  readonly stops: readonly T[];
  /** Which of them it stands at while no hand moves it. */
  readonly at: number;
  readonly inWords: (stop: T) => string;
  /** Follows the hand. */
  readonly onMove?: (at: number) => void;
  /** When the hand lets go. */
  readonly onChoose?: (stop: T) => void;
  /** What stands beside it, of the stop under the hand. */
  readonly children?: (stop: T) => React.ReactNode;
}) {
  const [moved, setMoved] = useState<number | null>(null);
  const shown = moved ?? at;
  return (
    <>
      <Slider.Root
        className="slider"
        value={shown}
        min={0}
        max={stops.length - 1}
        step={1}
        largeStep={1}
        thumbAlignment="edge"
        onValueChange={(next) => {
          setMoved(next as number);
          onMove?.(next as number);
        }}
        onValueCommitted={(next) => {
          setMoved(null);
          onChoose?.(stops[next as number]!);
        }}
      >
        <Slider.Control className="slider-control">
          <Slider.Track className="slider-track">
            <Slider.Indicator className="slider-fill" />
            <Slider.Thumb
              className="slider-thumb"
              aria-label={label}
              getAriaValueText={(_, value) => inWords(stops[value]!)}
            />
          </Slider.Track>
        </Slider.Control>
      </Slider.Root>
      {children?.(stops[shown]!)}
    </>
  );
}

/** Which of some numbers is nearest to a value. */
export function nearestStop(stops: readonly number[], value: number): number {
  return stops.reduce((best, stop, at) => (Math.abs(stop - value) < Math.abs(stops[best]! - value) ? at : best), 0);
}
