import { describe, expect, it } from 'vitest';
import { parse } from '../../../expr';
import { type Typed, typed } from '../evolve.testing';
import type { EvolveSpec } from '../spec';
import { implicitInF64, largestError } from './oracle.testing';

const EXACT = '2 + sin(x + 0.3)*cos(y)*exp(-t)';
const RIGHT = 'cos(x + 0.3)*cos(y)*exp(-t)';
const UP = '-sin(x + 0.3)*sin(y)*exp(-t)';
const at = (formula: string, name: string, value: string) => formula.replace(new RegExp(`\\b${name}\\b`, 'g'), value);
const box = (n: number) => [['x', 0, 1, n] as const, ['y', 0, 0.8, n] as const];

/** Values that change with time, a slope, and a mixed condition. */
const MIXED: NonNullable<Typed['conditions']> = [
  ['x', 'min', 'u', { u: '1' }, at(EXACT, 'x', '0')],
  ['x', 'max', 'u', { u_x: '1' }, at(RIGHT, 'x', '1')],
  ['y', 'min', 'u', { u: '-2', u_y: '1' }, at(`${UP} - 2*(${EXACT})`, 'y', '0')],
  ['y', 'max', 'u', { u: '1' }, at(EXACT, 'y', '0.8')],
];
const values = (formula: string): NonNullable<Typed['conditions']> =>
  (['x', 'y'] as const).flatMap((axis) =>
    (['min', 'max'] as const).map((end) => [axis, end, 'u', { u: '1' }, formula] as const),
  );

/** Transport, a reaction and diffusion with fixed factors. */
const fixed = (n: number): EvolveSpec =>
  typed({
    text: `u_t = 0.3*lap(u) - 1.5*u_x + (1 + x)*u_y - u^2 + (${EXACT})^2 - 0.4*(${EXACT} - 2) + 1.5*(${RIGHT}) - (1 + x)*(${UP})`,
    axes: box(n),
    time: [0, 0.4],
    initial: { u: at(EXACT, 't', '0') },
    conditions: MIXED,
  });
/** div(u^2 grad u) = u^2 lap u + 2 u |grad u|^2 */
const nonlinear = (n: number): EvolveSpec =>
  typed({
    text: `u_t = div(u^2*grad(u)) - (${EXACT} - 2) + 2*(${EXACT})^2*(${EXACT} - 2) - 2*(${EXACT})*((${RIGHT})^2 + (${UP})^2)`,
    axes: box(n),
    time: [0, 0.4],
    initial: { u: at(EXACT, 't', '0') },
    conditions: MIXED,
  });

const RADIUS = 'sqrt((x - 0.52)^2 + (y - 0.41)^2)';
const outside = (x: number, y: number) => Math.hypot(x - 0.52, y - 0.41) > 0.17;
/** 1 + x y on a disc; and no slope on it. Both stay, so that only the error in space is seen. */
const AROUND = `1 + x*y + (${RADIUS}^2 - 0.17^2)*cos(2*x)`;
const CLOSED = `1 + 3*(${RADIUS} - 0.17)^2`;
const withDisc = (n: number, exact: string, source: string, given: string | null): EvolveSpec => ({
  ...typed({
    text: `u_t = lap(u) + ${source}`,
    axes: box(n),
    time: [0, 2],
    initial: { u: exact },
    conditions: values(exact),
  }),
  obstacles: [{ name: 'disc', distance: parse(`${RADIUS} - 0.17`), values: given === null ? {} : { u: parse(given) } }],
});
const bend = `4*cos(2*x) - 8*(x - 0.52)*sin(2*x) - 4*(${RADIUS}^2 - 0.17^2)*cos(2*x)`;
const warm = (n: number) => withDisc(n, AROUND, `(-(${bend}))`, '1 + x*y');
const closed = (n: number) => withDisc(n, CLOSED, `(-6 - 6*(${RADIUS} - 0.17)/${RADIUS})`, null);

/** Over all sizes, each half of the one before: how bodies cut cells changes from size to size. */
const slopeOf = (errors: readonly number[]) => Math.log2(errors[0] / errors.at(-1)!) / (errors.length - 1);

// The nominal order is 2, the slack of all order tests 0.25.
describe('second order', () => {
  it.each([
    ['fixed factors', fixed, EXACT, [8, 16, 32]],
    ['diffusion that changes with u', nonlinear, EXACT, [8, 16]],
    ['a body with a value', warm, AROUND, [12, 24, 48]],
    ['an insulated body', closed, CLOSED, [12, 24, 48]],
  ] as const)('in space: %s', (_, make, exact, sizes) => {
    const errors = sizes.map((n) => {
      const run = implicitInF64(make(n), 8);
      return largestError(run, run.fields.get('u')!, exact, make === warm || make === closed ? outside : undefined);
    });
    expect(slopeOf(errors)).toBeGreaterThan(1.75);
  });

  it.each([
    ['extrapolated', fixed],
    ['all implicit', nonlinear],
  ] as const)('in time: %s', (_, make) => {
    const run = (steps: number) => implicitInF64(make(6), steps).fields.get('u')!;
    const best = run(96);
    const errors = [6, 12, 24].map((steps) =>
      run(steps).reduce((most, x, k) => Math.max(most, Math.abs(x - best[k])), 0),
    );
    expect(slopeOf(errors)).toBeGreaterThan(1.75);
  });
});
