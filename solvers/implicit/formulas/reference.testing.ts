import { expect } from 'vitest';
import * as A from '../../array';
import { parse } from '../../expr';
import type { Gpu } from '../../gpu';
import { relative } from '../implicit.testing';
import { basis, type Condition, read } from '../reference.testing';
import { type FormulaSolution, formulaLeastSquares } from './formula-least-squares';
import type { LayerOptions } from './options';

const [ROWS, UNKNOWNS] = [2000, 16];
const ROOT = 1 / Math.sqrt(ROWS);

/** A certified minimiser as the layer sees it: its inputs by the names of their stored derivatives. */
interface Case {
  readonly solution: FormulaSolution;
  readonly inputs: Readonly<Record<string, A.Node>>;
  stored(name: string): Float64Array;
  has(name: string): boolean;
}

const START = A.literal(0, [1, UNKNOWNS]);

/** A number of theta at so many points, [1, points, 1]. */
function part(theta: A.Node, k: number, points: number): A.Node {
  return A.broadcastTo(A.reshape(A.slice(theta, 0, k, k + 1), [1, 1, 1]), [1, points, 1]);
}

/** See ../reference.testing.ts. */
export function reaction(condition: Condition, options: Partial<LayerOptions>): Case {
  const { stored, has } = read(`reaction-${condition}`);
  const x = stored('x');
  const theta = A.constant(stored('theta'));
  const channel = (second: boolean) => A.constant(basis(x, stored('M'), second), [1, ROWS, 1, UNKNOWNS]);
  const cosine = x.map((v) => Math.cos(3 * Math.PI * v));
  const points = [A.constant(x, [1, ROWS, 1]), A.constant(cosine, [1, ROWS, 1])];
  const family = {
    residual: parse(`${ROOT}*(th0*u + th1*u^3 - u_xx - th2*exp(th3*x) - th4*wave)`),
    terms: ['u', 'u_xx'],
    coefficients: ['th0', 'th1', 'th2', 'th3', 'th4', 'x', 'wave'],
    channels: A.concat([channel(false), channel(true)], 2),
    values: A.concat([...[0, 1, 2, 3, 4].map((k) => part(theta, k, ROWS)), ...points], 2),
  };
  return { solution: formulaLeastSquares(START, [family], options), inputs: { vjp_theta: theta }, stored, has };
}

/** See ../reference.testing.ts. */
export function ridge(condition: Condition, options: Partial<LayerOptions>, rounded = false): Case {
  const { stored, has } = read(`ridge-${condition}`);
  const x = stored('x');
  const theta = A.constant(stored('theta'));
  const curved = basis(x, stored('M'), true);
  const matrix = A.constant(
    basis(x, stored('M'), false).map((v, k) => (rounded ? Math.fround : Number)((v - curved[k]) * ROOT)),
    [ROWS, UNKNOWNS],
  );
  const [points, wave] = [A.constant(x), A.constant(x.map((v) => Math.cos(3 * Math.PI * v)))];
  const one = (k: number) => A.slice(theta, 0, k, k + 1);
  const growth = A.exp(A.mul(one(1), points));
  const b = A.mul(ROOT, A.add(A.mul(one(0), growth), A.mul(one(2), wave)));
  const unit = Array.from({ length: UNKNOWNS ** 2 }, (_, k) => (k % (UNKNOWNS + 1) === 0 ? 1 : 0));
  const families = [
    {
      residual: parse('a - b'),
      terms: ['a'],
      coefficients: ['b'],
      channels: A.reshape(matrix, [1, ROWS, 1, UNKNOWNS]),
      values: A.reshape(b, [1, ROWS, 1]),
    },
    {
      residual: parse('exp(weight)*w'),
      terms: ['w'],
      coefficients: ['weight'],
      channels: A.constant(unit, [1, UNKNOWNS, 1, UNKNOWNS]),
      values: part(theta, 3, UNKNOWNS),
    },
  ];
  const inputs = { vjp_theta: theta, vjp_b: b, vjp_A: matrix };
  return { solution: formulaLeastSquares(START, families, options), inputs, stored, has };
}

/** What is stored of a case, as computed: w and its backward derivatives; and its status. */
function outputsOf({ solution, inputs, stored }: Case): Record<string, A.Node> {
  const cotangent = A.constant(stored('cotangent'), [1, UNKNOWNS]);
  return {
    status: solution.status,
    w: solution.value,
    // One by one: theta moves b, too.
    ...Object.fromEntries(
      Object.entries(inputs).map(([name, input]) => [name, A.vjp([solution.value], [input], [cotangent])[0]]),
    ),
  };
}

/** Relative errors of everything that is stored of a case; every tenth row is stored of vjp_A. */
function errors(found: Readonly<Record<string, ArrayLike<number>>>, { stored, has }: Case): Record<string, number> {
  const names = Object.keys(found).filter((name) => name !== 'status' && has(name));
  return Object.fromEntries(
    names.map((name) => {
      const all = Array.from(found[name]);
      const own = name === 'vjp_A' ? all.filter((_, k) => Math.floor(k / UNKNOWNS) % 10 === 0) : all;
      return [name, relative(own, stored(name))];
    }),
  );
}

/**
 * Ridge regression on the device against f64 with the matrix that the device sees: what is left when rounding the matrix,
 * which moves the derivatives by 1.2e-4 at condition 1e5, is not counted.
 */
export async function expectRounded(gpu: Gpu, condition: Condition, most: number): Promise<Record<string, number>> {
  const [exact, own] = [{ tolerance: 1e-12, iterations: 40 }, { tolerance: 1e-6 }].map((options) =>
    outputsOf(ridge(condition, options, true)),
  );
  const names = Object.keys(own).filter((name) => name !== 'status');
  const values = A.interpret(names.map((name) => exact[name]));
  const compiled = await A.compileProgram(gpu, 'rounded', { outputs: own });
  gpu.run(compiled.program);
  const found: Record<string, number> = {};
  for (const [k, name] of names.entries()) {
    found[name] = relative(await compiled.read(name), values[k]);
    expect(found[name], name).toBeLessThan(most);
  }
  compiled.release();
  return found;
}

/** Checks a case in f64 and on the device: its solution and derivatives by relative errors in the norm. */
export async function expectStored(
  gpu: Gpu,
  build: (options: Partial<LayerOptions>) => Case,
  condition: Condition,
  bounds: { readonly w: number; readonly derivative: number },
): Promise<Record<string, number>> {
  const exact = build({ tolerance: 1e-12, iterations: 40 });
  const own = outputsOf(exact);
  const values = A.interpret(Object.values(own));
  const inDouble = errors(Object.fromEntries(Object.keys(own).map((key, k) => [key, values[k]])), exact);
  // Normal equations: the condition squared times eps, and some for the sums.
  for (const [key, error] of Object.entries(inDouble)) {
    expect(error, `${key} in f64`).toBeLessThan(100 * Number(condition) ** 2 * 2 ** -52);
  }
  const outputs = outputsOf(build({ tolerance: 1e-6 }));
  const compiled = await A.compileProgram(gpu, 'reference', { outputs });
  gpu.run(compiled.program);
  const found: Record<string, Float32Array> = {};
  for (const key of Object.keys(outputs)) found[key] = await compiled.read(key);
  compiled.release();
  expect(found.status[2]).toBe(0);
  // Four powers from one start: not above, and seldom far below. The condition named is that of the matrix alone: ridge
  // regression's own rows keep that of the whole problem 13 times lower.
  expect(found.status[3] / Number(condition)).toBeGreaterThan('vjp_b' in own && condition !== '1e1' ? 0.05 : 0.3);
  expect(found.status[3] / Number(condition)).toBeLessThan(1.5);
  const onDevice = errors(found, exact);
  for (const [key, error] of Object.entries(onDevice)) {
    expect(error, key).toBeLessThan(key === 'w' ? bounds.w : bounds.derivative);
  }
  return onDevice;
}
