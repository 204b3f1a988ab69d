import { Slider } from '@base-ui/react/slider';
import { useEffect, useState } from 'react';
import type { ParameterView } from '../state/library';
import { formatNumber, formatUnit } from './format';
import { useStudio, useStudioState } from './studio';
import { symbolOf } from './symbol';

/** Positions of the slider; fine enough for a hand and for arrow keys. */
const NOTCHES = 200;

/** A parameter: a slider and a number beside it, both acting on the running solve. A value outside widens the slider. */
export function Parameter({ parameter }: { readonly parameter: ParameterView }) {
  const studio = useStudio();
  const { name, title, unit, scale } = parameter;
  const value = useStudioState((state) => state.parameters[name] ?? parameter.value);
  const low = Math.min(parameter.range[0], value);
  const high = Math.max(parameter.range[1], value);
  const log = scale === 'log' && low > 0;
  const toNotch = (x: number): number =>
    NOTCHES * (log ? Math.log(x / low) / Math.log(high / low) : (x - low) / (high - low)) || 0;
  const fromNotch = (notch: number): number => {
    const s = notch / NOTCHES;
    const exact = log ? low * (high / low) ** s : low + (high - low) * s;
    return Number(exact.toPrecision(3));
  };
  return (
    <div className="parameter">
      <span className="parameter-name" id={`parameter-${name}`}>
        <span className="parameter-symbol" title={name}>
          {symbolOf(name)}
        </span>
        {title !== '' && <span className="parameter-title">{title}</span>}
      </span>
      <NumberField name={name} value={value} unit={unit} onChange={(next) => studio.setParameter(name, next)} />
      <Slider.Root
        className="slider"
        value={toNotch(value)}
        min={0}
        max={NOTCHES}
        step={1}
        largeStep={20}
        thumbAlignment="edge"
        onValueChange={(notch) => studio.setParameter(name, fromNotch(notch as number))}
      >
        <Slider.Control className="slider-control">
          <Slider.Track className="slider-track">
            <Slider.Indicator className="slider-fill" />
            <Slider.Thumb
              className="slider-thumb"
              aria-labelledby={`parameter-${name}`}
              getAriaValueText={() => `${formatNumber(value)} ${formatUnit(unit)}`}
            />
          </Slider.Track>
        </Slider.Control>
      </Slider.Root>
      <span className="parameter-range" aria-hidden="true">
        <span>{formatNumber(low, 3)}</span>
        <span>{[formatUnit(unit), log ? 'log scale' : ''].filter(Boolean).join(', ')}</span>
        <span>{formatNumber(high, 3)}</span>
      </span>
    </div>
  );
}

function NumberField({
  name,
  value,
  unit,
  onChange,
}: {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly onChange: (value: number) => void;
}) {
  const [text, setText] = useState(String(value));
  const [bad, setBad] = useState(false);
  useEffect(() => {
    setText(String(value));
    setBad(false);
  }, [value]);
  const commit = (): void => {
    const next = Number(text.replace(',', '.'));
    const good = text.trim() !== '' && Number.isFinite(next);
    setBad(!good);
    if (good && next !== value) onChange(next);
  };
  return (
    <span className="number-field">
      <input
        type="text"
        inputMode="decimal"
        autoComplete="off"
        spellCheck={false}
        size={8}
        value={text}
        aria-label={`${name}, ${formatUnit(unit)}`}
        aria-invalid={bad}
        onChange={(event) => setText(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
          if (event.key === 'Escape') setText(String(value));
        }}
      />
      {unit !== '' && <span className="unit">{unit}</span>}
    </span>
  );
}
