import { checkedNumber } from '../solvers/base/caps';
import { evaluateConstant } from '../solvers/expr';
import { refuse } from './refuse';
import type { Scene } from './schema';

/** A parameter as a slider: always `min <= value <= max`. */
export interface Slider {
  readonly name: string;
  readonly label: string;
  /** '' = dimensionless. */
  readonly unit: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly scale: 'linear' | 'log';
}

/**
 * The sliders of a scene's parameters. A value outside its range widens the range, which `notes` says; a
 * parameter without a range gets one around its value.
 */
export function readSliders(scene: Scene, notes: string[]): Slider[] {
  return Object.entries(scene.parameters ?? {}).map(([name, given]) => {
    const field = `parameters.${name}`;
    const value = checkedNumber(`${field}.value`, evaluateConstant(given.value));
    const [low, high] = given.range ? given.range.map((end) => evaluateConstant(end)) : rangeAround(value);
    if (!(low < high)) throw refuse(`${field}.range`, `from ${low} to ${high} is empty: write [smaller, larger]`);
    const min = Math.min(low, value);
    const max = Math.max(high, value);
    if (min < low || max > high) {
      notes.push(`${name} = ${value} lies outside its slider's range ${low} to ${high}, which was widened`);
    }
    const scale = given.scale ?? (given.range === undefined && value > 0 ? 'log' : 'linear');
    if (scale === 'log' && !(min > 0)) {
      throw refuse(
        `${field}.scale`,
        `a logarithmic slider cannot reach ${min}: use a positive range and value, or "linear"`,
      );
    }
    return { name, label: given.label ?? name, unit: given.unit ?? '', value, min, max, scale };
  });
}

function rangeAround(value: number): [number, number] {
  if (value === 0) return [-1, 1];
  return value > 0 ? [value / 10, value * 10] : [value * 10, value / 10];
}
