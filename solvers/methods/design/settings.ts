import { Failure } from '../../base/result';
import type { Problem } from '../problem';

/** What may be laid out, and how. */
export interface DesignSettings {
  /** Share of the area that good material may take. */
  readonly volume: number;
  /** How many times better it conducts. */
  readonly contrast: number;
  /** Half shares conduct 2^-power as well, so that they do not pay. */
  readonly power: number;
  /** Radius of the smoothing, in cells. */
  readonly radius: number;
}

const BOUNDS = { volume: [0.02, 0.95], contrast: [2, 1e5], power: [1, 5], radius: [1, 8] } as const;
const DEFAULTS: DesignSettings = { volume: 0.3, contrast: 500, power: 3, radius: 1.8 };

/**
 * From parameters of those names, so that they are sliders, else from the recipe `design`.
 * @throws Failure 'bad-input' naming the setting
 */
export function settingsOf(
  { recipes }: Pick<Problem, 'recipes'>,
  parameters: Readonly<Record<string, number>>,
): DesignSettings {
  const recipe = recipes.design ?? {};
  const stray = Object.keys(recipe).find((name) => !Object.hasOwn(BOUNDS, name));
  if (stray !== undefined) {
    const field = `recipes.design.${stray}`;
    throw new Failure('bad-input', `${field}: choose from ${Object.keys(BOUNDS).join(', ')}`, field);
  }
  const read = (name: keyof DesignSettings): number => {
    const value = parameters[name] ?? recipe[name] ?? DEFAULTS[name];
    const [min, max] = BOUNDS[name];
    if (typeof value === 'number' && value >= min && value <= max) return value;
    throw new Failure('bad-input', `${name} = ${value}: a design takes from ${min} to ${max}`, `parameters.${name}`);
  };
  return { volume: read('volume'), contrast: read('contrast'), power: read('power'), radius: read('radius') };
}
