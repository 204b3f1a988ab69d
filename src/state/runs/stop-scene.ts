import type { Scene } from '../../../scenes';
import type { Studio } from '../studio';

/** A rule of the page: a metric, a side of a value, or steps or seconds. */
export interface StopRule {
  readonly what: string;
  readonly side: 'below' | 'above' | 'after';
  readonly value: number;
}

/** The rules of a scene whose values are plain numbers or formulas for them, as a flat list. */
export function rulesOf(stop: Scene['stop']): { what: string; side: StopRule['side']; value: string }[] {
  const { steps, seconds, metrics = {} } = stop ?? {};
  return [
    ...(steps === undefined ? [] : [{ what: 'steps', side: 'after' as const, value: String(steps) }]),
    ...(seconds === undefined ? [] : [{ what: 'seconds', side: 'after' as const, value: String(seconds) }]),
    ...Object.entries(metrics).flatMap(([what, given]) =>
      (['below', 'above'] as const).flatMap((side) => {
        const value = given[side];
        return value === undefined ? [] : [{ what, side, value: String(value) }];
      }),
    ),
  ];
}

/** The scene with one rule more, in place of one about the same. */
export function withRule(scene: Scene, { what, side, value }: StopRule): Scene {
  const { stop = {} } = scene;
  if (side === 'after') return { ...scene, stop: { ...stop, [what]: value } };
  const { metrics = {} } = stop;
  const own = Object.hasOwn(metrics, what) ? metrics[what] : {};
  return { ...scene, stop: { ...stop, metrics: { ...metrics, [what]: { ...own, [side]: value } } } };
}

/** The scene without the rules about steps, seconds or a metric. */
export function withoutRule(scene: Scene, what: string): Scene {
  const { stop = {}, ...rest } = scene;
  const { metrics = {}, ...others } = stop;
  const left = Object.fromEntries(Object.entries(others).filter(([key]) => key !== what));
  const leftMetrics = Object.fromEntries(Object.entries(metrics).filter(([metric]) => metric !== what));
  const next = { ...left, ...(Object.keys(leftMetrics).length > 0 && { metrics: leftMetrics }) };
  return Object.keys(next).length > 0 ? { ...rest, stop: next } : rest;
}

/** Gives the running scene other rules; it runs on. @throws Failure `bad-input` where they cannot be */
export function applyRules({ store, library }: Studio, scene: Scene): void {
  const checked = library.parse(JSON.stringify(scene));
  store.getState().viewChanged(checked, library.describe(checked));
}
