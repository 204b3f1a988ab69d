import { canonicalText, type Json, type Scene } from '../../../scenes';
import type { Snapshot } from '../../../solvers/methods/solver';
import type { Content, Filed } from '../../share/autosave/cabinet';
import type { Kept } from '../../share/autosave/scene';
import { arraysOf, type Curves, curvesFrom, unitsOf } from './curves';

/** A moment of a run that was kept, and the way to it. */
export interface KeptMoment {
  /** Which run it is of. */
  readonly run: string;
  /** Later ones have larger numbers, over all runs. */
  readonly order: number;
  /** Text of the scene. */
  readonly scene: string;
  /** The address that the scene was opened from. */
  readonly address: string;
  /** When it was kept, by `Date.now()`. */
  readonly at: number;
  readonly step: number;
  readonly time: number;
  readonly curves: Curves;
}

/** Before the names of what is the solver's own. */
const STATE = 'state.';

/** A moment with its solver's state, as a file. */
export function momentOf({ curves, ...moment }: KeptMoment, state: Snapshot): Content {
  const { run, scene, address, at, order, step, time } = moment;
  return {
    about: { moment: JSON.stringify({ run, scene, address, units: unitsOf(curves) }) },
    state: {
      method: state.method,
      numbers: { at, order, step, time, ...prefixed(state.numbers) },
      arrays: { ...arraysOf(curves), ...prefixed(state.arrays) },
    },
  };
}

/** The moment in a file; null where it holds another thing. */
export function momentFrom({ about, state: { numbers, arrays } }: Filed): KeptMoment | null {
  try {
    const { run, scene, address, units } = JSON.parse(about.moment ?? 'null');
    const { at = 0, order = Number.NaN, step = Number.NaN, time = Number.NaN } = numbers;
    if ([run, scene, address].some((text) => typeof text !== 'string') || !Number.isSafeInteger(order)) return null;
    const own = Object.entries(arrays).filter(([name]) => !name.startsWith(STATE));
    return { run, scene, address, at, order, step, time, curves: curvesFrom(Object.fromEntries(own), units ?? {}) };
  } catch {
    return null;
  }
}

/**
 * The text of the scene that a moment goes on in: the newer of its own and of the one that was kept by itself, which
 * differ where a parameter or a pane was changed between the two. Null where that one is newer and has another run.
 */
export function sceneOf(
  moment: Pick<KeptMoment, 'scene' | 'at'>,
  own: Pick<Kept, 'text' | 'at'> | null,
): string | null {
  if (!own || own.text === moment.scene || own.at <= moment.at) return moment.scene;
  return lasting(own.text) === lasting(moment.scene) ? own.text : null;
}

/** What of a scene stays while it runs. */
function lasting(text: string): string {
  const { parameters = {}, view: _view, stop: _stop, expect: _expect, ...rest } = JSON.parse(text) as Scene;
  const named = Object.entries(parameters).map(([name, { value: _value, ...own }]) => [name, own]);
  return canonicalText([rest, named] as unknown as Json);
}

/** The solver's state in a file. */
export function stateIn({ state }: Filed): Snapshot {
  return { method: state.method, numbers: stripped(state.numbers), arrays: stripped(state.arrays) };
}

function prefixed<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [STATE + name, value]));
}

function stripped<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  const own = Object.entries(record).filter(([name]) => name.startsWith(STATE));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(STATE.length), value]));
}
