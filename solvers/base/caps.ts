import { Failure } from './result';

/**
 * Limits on everything that comes from outside, checked before anything is allocated, parsed further or
 * compiled. They are generous for people and small for attackers; adapter limits come on top.
 */
export const CAPS = {
  /** Characters of a share link. */
  linkCharacters: 65_536,
  /** UTF-8 bytes of a scene document's text, also of an inflated link. */
  sceneBytes: 262_144,
  /** Levels of arrays and objects inside a document. */
  documentDepth: 12,
  /** Values (numbers, strings, arrays, objects) inside a document. */
  documentValues: 50_000,
  /** Characters of a name: an unknown, a parameter, an id. */
  nameCharacters: 40,
  /** Characters of one line that people read, such as a title. */
  titleCharacters: 200,
  /** Characters of a description. */
  descriptionCharacters: 4_000,
  /** Characters of a constant formula that stands for a number. */
  constantCharacters: 256,
  unknowns: 8,
  parameters: 32,
  definitions: 32,
  equations: 8,
  conditions: 32,
  obstacles: 32,
  /** Points on the way of a brush. */
  pathPoints: 64,
  dabs: 64,
  inputs: 16,
  /** Cases of one input file. */
  cases: 4_096,
  sensors: 16,
  sensorValues: 10_000,
  profiles: 8,
  saveTimes: 1_000,
  scales: 32,
  /** Largest and smallest size of a number that reaches the GPU: its square must not leave f32 by far. */
  largestNumber: 1e18,
  smallestNumber: 1e-18,
  /** Cells along one axis. */
  cellsPerAxis: 4_096,
  /** Cells of the whole grid: 4096 x 4096. */
  cells: 16_777_216,
  /** Seeds are 32-bit words. */
  seed: 4_294_967_295,
  /** Steps that a scene may stop after. */
  steps: 1_000_000_000,
} as const;

/**
 * The value itself if it is an integer from `min` to `max`; else a `bad-input` failure that names `field`,
 * the value and the nearest value that is allowed.
 */
export function checkedInteger(field: string, value: number, min: number, max: number): number {
  const fault = integerFault(value, min, max);
  if (fault !== null) throw new Failure('bad-input', `${field} ${fault}`, field);
  return value;
}

/** The value itself if f32 arithmetic can use it: 0, or of a size between the caps; else `bad-input`. */
export function checkedNumber(field: string, value: number): number {
  const size = Math.abs(value);
  if (size === 0 || (size >= CAPS.smallestNumber && size <= CAPS.largestNumber)) return value;
  const fault =
    size > 1
      ? `too large for single precision: choose at most ${CAPS.largestNumber}`
      : `too small for single precision: choose at least ${CAPS.smallestNumber}, or 0`;
  throw new Failure('bad-input', `${field} = ${value} is ${fault}`, field);
}

/** What is wrong with `value` as an integer from `min` to `max`, to follow the field's name; null = nothing. */
export function integerFault(value: number, min: number, max: number): string | null {
  if (value > max) return `= ${value} is over the limit ${max}: choose at most ${max}`;
  if (value < min) return `= ${value} is too small: choose at least ${min}`;
  if (!Number.isInteger(value)) return `= ${value} is not a whole number: choose one from ${min} to ${max}`;
  return null;
}
