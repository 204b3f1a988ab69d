import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import { runKernel } from '../../tests/kernel';
import type { Gpu, Kernel } from '../gpu';
import type { Expr } from './ast';
import { formulas, TEST_NAMES } from './formulas.testing';
import { parse, toWgsl } from './index';
import { bounded } from './wgsl.oracle';

const NAMES = new Map(TEST_NAMES.map((name, k): [string, string] => [name, `input[at*${TEST_NAMES.length}u + ${k}u]`]));

/** A kernel that writes the value of every formula at every point, each from code of its own. */
function kernelOf(exprs: readonly Expr[]): Kernel {
  const blocks = exprs.map((expr, k) => {
    const { statements, results } = toWgsl([expr], NAMES);
    return `{ ${statements.join('\n')}\n output[at*${exprs.length}u + ${k}u] = ${results[0]}; }`;
  });
  return {
    name: 'formulas',
    workgroup: [64, 1, 1],
    cost: { flops: 1, bytes: 8 },
    wgsl: `@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read_write> output: array<f32>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = id.x;
  if (at >= POINTS) { return; }
${blocks.join('\n')}
}
const POINTS = ${POINTS}u;`,
  };
}

/** A number of points that no workgroup divides. */
const POINTS = 37;

/** Values that f32 holds exactly: the formulas' own error is what is measured. */
function points(seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: POINTS * TEST_NAMES.length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32) * 6 - 3;
  });
}

describe('toWgsl', () => {
  const names = new Map(['x', 'y', 'u', 'u_xx', 'nu'].map((name) => [name, name]));
  const code = (...texts: string[]) =>
    toWgsl(
      texts.map((text) => parse(text)),
      names,
    );

  it('writes one operation a line and shares what is equal', () => {
    expect(code('u_xx*nu + x*y', '(y*x + nu*u_xx)^2')).toEqual({
      statements: ['let v0 = u_xx * nu;', 'let v1 = x * y;', 'let v2 = v0 + v1;', 'let v3 = v2 * v2;'],
      results: ['v2', 'v3'],
      operations: 4,
    });
  });

  it('balances chains', () => {
    const { statements } = code('x + y - u - nu*u_xx');
    expect(statements).toEqual(['let v0 = nu * u_xx;', 'let v1 = x + y;', 'let v2 = u + v0;', 'let v3 = v1 - v2;']);
    const { statements: chain } = code(`x${'*(y)*x'.repeat(15)}*y`);
    // 32 factors that repeat: one product for each level of the tree.
    expect(chain).toHaveLength(5);
  });

  it.each([
    ['2*pi/3', '2.0943952'],
    ['1/3', '0.33333334'],
    ['-0.1', '(-0.1)'],
    ['1e30', '1e+30'],
    ['u', 'u'],
    ['u^0', '1.0'],
    ['where(1 < 2, u, 1/0)', 'u'],
  ])('%s is %s', (text, result) => {
    expect(code(text)).toEqual({ statements: [], results: [result], operations: 0 });
  });

  it.each([
    ['u/0*(1/0)', /is Infinity: give it a finite value/],
    ['log(-1)*u', /is NaN: give it a finite value/],
    ['1e39*u', /1e\+39 in the formula cannot be used: single precision/],
    ['1e-39*u', /1e-39 in the formula cannot be used: single precision/],
    ['w*u', /`w` has no value in this kernel/],
    ['lap(u)', /`lap\(\.\.\.\)` has no value of its own here/],
    [Array.from({ length: 130 }, (_, k) => `sin(x + ${k})`).join(' + '), /more than 500 operations/],
  ])('refuses %.30s', (text, message) => {
    expect(() => code(text)).toThrow(message);
  });

  it('lets no text of the user through', () => {
    const hostile = parse('abc_1*while_2 + discard');
    const { statements } = toWgsl(
      [hostile],
      new Map([
        ['abc_1', 'a'],
        ['while_2', 'b[0]'],
        ['discard', 'c.x'],
      ]),
      'local',
    );
    expect(statements).toEqual(['let local0 = b[0];', 'let local1 = a * local0;', 'let local2 = local1 + c.x;']);
  });
});

describe('toWgsl on the device', () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await openTestGpu();
  });
  afterAll(() => gpu.close());

  /** The share of points where a bound is known; there the device must be inside it. */
  async function compare(exprs: readonly Expr[], seed: number): Promise<number> {
    const input = points(seed);
    const output = new Float32Array(POINTS * exprs.length);
    const after = await runKernel(gpu, kernelOf(exprs), { arrays: { input, output }, extent: [POINTS] });
    const seen = after.f32('output');
    let known = 0;
    for (let at = 0; at < POINTS; at++) {
      const values = Object.fromEntries(TEST_NAMES.map((name, k) => [name, input[at * TEST_NAMES.length + k]]));
      for (const [k, expr] of exprs.entries()) {
        const oracle = bounded(expr, values);
        if (oracle === null) continue;
        known++;
        const value = seen[at * exprs.length + k];
        // A tenth more than first-order analysis gives covers its products of errors; 1e-30 is below all values.
        expect(
          Math.abs(value - oracle.value),
          `${JSON.stringify(expr)} at ${JSON.stringify(values)}`,
        ).toBeLessThanOrEqual(1.1 * oracle.error + 1e-30);
      }
    }
    return known / (POINTS * exprs.length);
  }

  it('agrees with f64 on random formulas, within a running error bound', async () => {
    const usable = formulas(undefined, [
      'sin',
      'cos',
      'exp',
      'log',
      'sqrt',
      'tanh',
      'asin',
      'acos',
      'atan',
      'atan2',
      'abs',
      'sign',
      'min',
      'max',
      'step',
      'where',
      'floor',
      'mod',
      'hypot',
      'pow',
    ]);
    const codable = fc.sample(usable, { seed: 7, numRuns: 400 }).filter((expr) => {
      try {
        return toWgsl([expr], NAMES).operations > 0;
      } catch {
        return false;
      }
    });
    expect(codable.length).toBeGreaterThan(150);
    expect(await compare(codable.slice(0, 80), 1)).toBeGreaterThan(0.3);
  });

  it.each([
    ['x^2 + x^3 - x^7 + y^-3'],
    ['(x - 5)^5 + (y - 5)^(-2)'],
    ['abs(x)^0.5 + abs(y)^1.5 + abs(u)^(-0.5)'],
    ['abs(x)^nu + 2^x + e^y'],
    ['(-abs(x) - 1)^floor(y) + (-2)^floor(u)'],
    ['0^abs(x) + step(-abs(x))^(y + 5) + x^0 + step(x - 9)^step(x - 9)'],
    ['where(x < y, x, y)*where(x, 2, 3)'],
    ['(x < y) + 2*(x <= y) + 4*(x > y) + 8*(x >= y)'],
    ['step(x) - step(-x) + sign(y) + step(0)'],
    ['mod(x, 2) + mod(y, -2) + mod(u, nu)'],
    ['sin(100*x) + cos(5000*y)'],
    ['tanh(1000*x) + tanh(y)'],
    ['atan(x) + atan(100*y) + atan(0.001*u)'],
    ['atan2(x, y) + 10*atan2(0, abs(u) + 1) + 10*atan2(u, 0)'],
    ['asin(x/3.1) + acos(y/3.1)'],
    ['min(x, y, u, nu)*max(x, y, u, nu)'],
    ['x - (y - (u - (nu - Re)))'],
    ['-(x + y) - (u + nu)'],
    ['hypot(x, y)/(1 + x^2)'],
  ])('%s', async (text) => {
    expect(await compare([parse(text)], 3)).toBeGreaterThan(0.5);
  });

  it('compiles the largest formulas', async () => {
    const chain = parse(`x${' + y*x'.repeat(249)}`);
    const nested = parse(`${'('.repeat(31)}x${'*y + 1)'.repeat(31)}`);
    const sines = parse(Array.from({ length: 50 }, (_, k) => `sin(x + ${k})`).join(' + '));
    await gpu.compile(kernelOf([chain, nested, sines, parse('x/0'), parse('mod(x, 0)'), parse('-2^x*(-3)^y')]));
  });
});
