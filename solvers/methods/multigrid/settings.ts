import { Failure } from '../../base/result';
import { type CycleSettings, type EllipticSettings, SYMMETRIC_CYCLE } from '../../linear';
import type { Problem } from '../problem';

/** Settings of a solve, read from the scene's recipe for this method. */
export interface MultigridSettings {
  readonly solver: Partial<EllipticSettings>;
  readonly cycle: Partial<CycleSettings>;
}

const CHOICES = {
  method: ['multigrid', 'cg', 'bicgstab', 'auto'],
  precision: ['off', 'on', 'auto'],
  cycle: ['V', 'W', 'F'],
} as const;

const NUMBERS = { tolerance: [1e-14, 0.1], cycles: [1, 10_000], before: [0, 8], after: [0, 8] } as const;

/** Plain cycles to f64 quality: what people expect of the name. */
const DEFAULTS = { method: 'multigrid', precision: 'auto', tolerance: 1e-9, cycles: 100 } as const;

/**
 * The recipe `multigrid` of a scene: `method` (multigrid, cg, bicgstab, auto), `precision` (off, on, auto),
 * `tolerance`, `cycles`, `cycle` (V, W, F), and sweeps `before` and `after`.
 * @throws Failure 'bad-input' naming the setting
 */
export function settingsOf({ recipes }: Pick<Problem, 'recipes'>): MultigridSettings {
  const recipe = recipes.multigrid ?? {};
  for (const [name, value] of Object.entries(recipe)) check(name, value);
  const { cycle, before, after, ...solver } = recipe as Record<string, never>;
  const merged: Partial<EllipticSettings> = { ...DEFAULTS, ...solver };
  return {
    solver: merged,
    cycle: {
      // Conjugate gradients want a cycle that is its own transpose.
      ...(merged.method === 'cg' || merged.method === 'auto' ? SYMMETRIC_CYCLE : {}),
      ...(cycle === undefined ? {} : { kind: cycle }),
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    },
  };
}

function check(name: string, value: unknown): void {
  const field = `recipes.multigrid.${name}`;
  if (Object.hasOwn(CHOICES, name)) {
    const choices: readonly unknown[] = CHOICES[name as keyof typeof CHOICES];
    if (choices.includes(value)) return;
    throw new Failure('bad-input', `${field} is one of ${choices.join(', ')}`, field);
  }
  if (Object.hasOwn(NUMBERS, name)) {
    const [min, max] = NUMBERS[name as keyof typeof NUMBERS];
    const whole = name === 'tolerance' || Number.isInteger(value);
    if (typeof value === 'number' && value >= min && value <= max && whole) return;
    throw new Failure(
      'bad-input',
      `${field} must be a ${name === 'tolerance' ? '' : 'whole '}number from ${min} to ${max}`,
      field,
    );
  }
  const known = [...Object.keys(CHOICES), ...Object.keys(NUMBERS)].join(', ');
  throw new Failure('bad-input', `${field}: there is no such setting; choose from ${known}`, field);
}
