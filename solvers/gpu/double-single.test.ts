import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import { joinDoubles, splitDoubles } from '../base/double-single';
import { randomUniform } from '../base/random';
import { type ArithmeticPath, chooseArithmetic, DOUBLE_SINGLE } from './double-single';
import type { Gpu } from './gpu';
import type { Kernel } from './kernel';
import { passesKnownAnswer } from './known-answer';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

/** Every operation on the same operands: out[4 n], pairs of twoSum, twoProduct, addPairs, multiplyPairs, addSingle. */
const kernel = (arithmetic: string): Kernel => ({
  name: 'double-single',
  wgsl: `${arithmetic}
@group(0) @binding(0) var<storage, read> sizes: array<u32>;  // items, 0
@group(0) @binding(1) var<storage, read> a: array<vec2f>;
@group(0) @binding(2) var<storage, read> b: array<vec2f>;
@group(0) @binding(3) var<storage, read_write> results: array<vec2f>;
fn guard() -> u32 { return sizes[1]; }
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  let n = sizes[0];
  if (id.x >= n) { return; }
  let p = a[id.x];
  let q = b[id.x];
  results[id.x] = twoSum(p.x, q.x);
  results[n + id.x] = twoProduct(p.x, q.x);
  results[2u * n + id.x] = addPairs(p, q);
  results[3u * n + id.x] = multiplyPairs(p, q);
  results[4u * n + id.x] = addSingle(p, q.x);
}`,
  workgroup: [64, 1, 1],
  cost: { flops: 77, bytes: 56 },
});

const COUNT = 1003;

/** Pairs [hi, lo, hi, lo, ...]: random signs, exponents and mantissas, zeros, powers of two and near opposites. */
function operands(): { a: Float32Array; b: Float32Array } {
  const random = (seed: number, k: number) => {
    const size = 2 ** Math.floor(24 * randomUniform(seed, 3 * k) - 12);
    const value = (2 * randomUniform(seed + 1, k) - 1) * size;
    return k % 13 === 0 ? size : k % 17 === 0 ? 0 : value + value * 2 ** -26 * randomUniform(seed + 2, k);
  };
  const interleaved = (values: Float64Array) => {
    const planes = splitDoubles(values);
    return planes.map((_, k) => planes[(k % 2) * COUNT + (k >> 1)]!);
  };
  const a = Float64Array.from({ length: COUNT }, (_, k) => random(1, k));
  const near = (k: number) => -a[k]! * (1 + 2 ** -20 * randomUniform(9, k));
  const b = Float64Array.from({ length: COUNT }, (_, k) => (k % 5 === 0 ? near(k) : random(5, k)));
  return { a: interleaved(a), b: interleaved(b) };
}

/** An f32 as an integer multiple of 2^-149, of which every f32 is one. */
const exactly = (value: number) => BigInt(value * 2 ** 149);
const pairAt = (pairs: Float32Array, k: number) => exactly(pairs[2 * k]!) + exactly(pairs[2 * k + 1]!);
const size = (value: bigint) => (value < 0n ? -value : value);

async function answers(path: ArithmeticPath, a: Float32Array, b: Float32Array): Promise<Float32Array[]> {
  const buffers = {
    sizes: gpu.upload('sizes', new Uint32Array([COUNT, 0])),
    a: gpu.upload('a', a),
    b: gpu.upload('b', b),
    results: gpu.storage('results', 5 * 8 * COUNT),
  };
  gpu.run(await gpu.record('pairs', (r) => r.dispatch(kernel(DOUBLE_SINGLE[path]), buffers, [COUNT])));
  const results = new Float32Array(await gpu.read(buffers.results));
  return [0, 1, 2, 3, 4].map((k) => results.subarray(2 * COUNT * k, 2 * COUNT * (k + 1)));
}

/** Operations whose answers are off anywhere; bounds are those of the shader's header. */
function faults(a: Float32Array, b: Float32Array, results: readonly Float32Array[]): Set<string> {
  const [sum, product, added, multiplied, single] = results as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const wrong = new Set<string>();
  const check = (right: boolean, operation: string) => !right && wrong.add(operation);
  for (let k = 0; k < COUNT; k++) {
    const [x, y] = [exactly(a[2 * k]!), exactly(b[2 * k]!)];
    const [p, q] = [pairAt(a, k), pairAt(b, k)];
    check(pairAt(sum, k) === x + y, 'twoSum');
    // Products are multiples of 2^-298.
    check(pairAt(product, k) << 149n === x * y, 'twoProduct');
    check(size(pairAt(added, k) - (p + q)) << 48n <= 3n * size(p + q), 'addPairs');
    check(size((pairAt(multiplied, k) << 149n) - p * q) << 48n <= 8n * size(p * q), 'multiplyPairs');
    check(size(pairAt(single, k) - (p + y)) << 48n <= 2n * size(p + y), 'addSingle');
  }
  return wrong;
}

/** One item whose five answers in f32 would lose all that the second halves hold. */
const QUESTION = {
  inputs: {
    sizes: new Uint32Array([1, 0]),
    a: Float32Array.of(1 + 2 ** -12, 2 ** -30),
    b: Float32Array.of(2 ** -26 * (1 + 2 ** -13), 0),
    results: new Float32Array(10),
  },
  output: 'results',
  expected: new Uint32Array(
    Float32Array.of(
      ...[1 + 2 ** -12, 2 ** -26 + 2 ** -39],
      ...[2 ** -26 * (1 + 2 ** -12 + 2 ** -13), 2 ** -51],
      ...[1 + 2 ** -12, 2 ** -26 + 2 ** -30 + 2 ** -39],
      ...[2 ** -26 * (1 + 2 ** -12 + 2 ** -13), 2 ** -51 + 2 ** -56 + 2 ** -69],
      ...[1 + 2 ** -12, 2 ** -26 + 2 ** -30 + 2 ** -39],
    ).buffer,
  ),
  extent: [1] as const,
};

test('guarded arithmetic is exact or near 2^-48, plain arithmetic where its known answer is', async () => {
  const { a, b } = operands();
  expect([...faults(a, b, await answers('guarded', a, b))]).toEqual([]);
  const trusted = await passesKnownAnswer(gpu, kernel(DOUBLE_SINGLE.plain), QUESTION);
  expect(faults(a, b, await answers('plain', a, b)).size === 0).toBe(trusted);
});

test('the path is chosen by the answer: guarded where a compiler breaks plain, a failure where it breaks both', async () => {
  // What reassociation makes of twoSum: s - (s - a) = a, so that no error is left.
  const build = (broken: readonly string[]) => (arithmetic: string) => {
    const path = arithmetic.includes('guard()') ? 'guarded' : 'plain';
    const wgsl = arithmetic.replace('keep(keep(a - keep(s - t)) + keep(b - t))', '0.0');
    expect(wgsl).not.toBe(arithmetic);
    return kernel(broken.includes(path) ? wgsl : arithmetic);
  };
  const chosen = async (broken: readonly string[]) => (await chooseArithmetic(gpu, build(broken), QUESTION)).wgsl;
  const trusted = await passesKnownAnswer(gpu, kernel(DOUBLE_SINGLE.plain), QUESTION);
  expect(await chosen([])).toBe(kernel(DOUBLE_SINGLE[trusted ? 'plain' : 'guarded']).wgsl);
  expect(await chosen(['plain'])).toBe(kernel(DOUBLE_SINGLE.guarded).wgsl);
  await expect(chosen(['plain', 'guarded'])).rejects.toThrow(/switch double-single off/);
});

test('f64 numbers survive the split to 2^-48', () => {
  const values = Float64Array.from(
    { length: 500 },
    (_, k) => (2 * randomUniform(3, k) - 1) * 10 ** (20 * randomUniform(4, k) - 10),
  );
  const joined = joinDoubles(splitDoubles(values), 500);
  joined.forEach((value, k) => {
    expect(Math.abs(value - values[k]!)).toBeLessThanOrEqual(2 ** -48 * Math.abs(values[k]!));
  });
});
