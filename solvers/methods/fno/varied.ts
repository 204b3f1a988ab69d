import { symbolsOf } from '../../expr';
import type { Problem } from '../problem';
import type { OperatorTask } from './task';

/** What the settings say of parameters that examples differ in: names, and a number for each. */
interface Bounds {
  readonly vary: string;
  readonly from: number | string;
  readonly to: number | string;
}

/** A parameter that examples differ in, and between which values. */
export interface Varied {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** The parameters that a recipe lists, each with its bounds; NaN where one is missing or no number. */
export function variedOf({ vary, from, to }: Bounds): Varied[] {
  const [lower, upper] = [from, to].map((bounds) => wordsOf(`${bounds}`).map(Number));
  return wordsOf(vary).map((name, k) => ({ name, from: lower[k] ?? Number.NaN, to: upper[k] ?? Number.NaN }));
}

function wordsOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

/** Why the bounds of varied parameters do not hold, with the setting's name; null where they do. */
export function boundsRefusal(settings: Bounds): readonly [string, string] | null {
  for (const { name, from, to } of variedOf(settings)) {
    if (!Number.isFinite(from)) return ['from', `there is no number for ${name}`];
    if (!Number.isFinite(to)) return ['to', `there is no number for ${name}`];
    if (!(from < to)) return ['from', 'it is not below `to`'];
  }
  return null;
}

/** A value of a parameter at a share from 0 to 1 of its interval: each size as likely where it is positive. */
export function valueAt({ from, to }: Varied, share: number): number {
  return from > 0 ? from * (to / from) ** share : from + (to - from) * share;
}

/** What a channel shows of a value: its logarithm where it has one. */
export function shownOf({ from }: Varied, value: number): number {
  return from > 0 ? Math.log(value) : value;
}

/** The value that a channel shows. */
export function valueShown({ from }: Varied, shown: number): number {
  return from > 0 ? Math.exp(shown) : shown;
}

/** Whether equations or sides name a parameter, so that a start alone does not tell what becomes of it. */
export function isNamed({ equations, sides }: Problem, name: string): boolean {
  const all = [
    ...equations.flatMap(({ left, right }) => [left, right]),
    ...sides.flatMap(({ values, equations: own }) => [
      ...Object.values(values),
      ...own.flatMap(({ terms, given }) => [...Object.values(terms), given]),
    ]),
  ];
  return all.some((expr) => symbolsOf(expr).has(name));
}

/** The input channel that is a parameter, '' = none: channels of the fields come first, and may have its name. */
export function variedChannel({ inputs, outputs }: Pick<OperatorTask, 'inputs' | 'outputs'>, vary: string): string {
  return inputs.indexOf(vary) >= outputs.length ? vary : '';
}
