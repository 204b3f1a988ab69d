import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import { compileProgram, constant, grad, interpret, mul, type Node, square, sub, sum, variable } from '../array';
import type { Gpu } from '../gpu';
import { adam, lion, sgd, type Updates } from './first-order';

const SIZE = 11;
const STEPS = 20;
const target = Float64Array.from({ length: SIZE }, (_, k) => Math.cos(3 * k));
const weights = Float64Array.from({ length: SIZE }, (_, k) => 1 + k);

/** A separable quadratic whose minimum is `target`. */
function problem(): { p: Node; gradient: Node } {
  const p = variable('p', [SIZE]);
  const loss = mul(0.5, sum(mul(constant(weights), square(sub(p, constant(target))))));
  return { p, gradient: grad(loss, [p])[0] };
}

/** The textbook loop in f64; `advance` changes `p` in place, given the gradient and the step number from 1. */
function byHand(advance: (p: Float64Array, g: Float64Array, t: number) => void): Float64Array {
  const p = new Float64Array(SIZE);
  for (let t = 1; t <= STEPS; t++) {
    const g = p.map((value, k) => weights[k] * (value - target[k]));
    advance(p, g, t);
  }
  return p;
}

type Advance = Parameters<typeof byHand>[0];

function adamByHand(rate: number, decay: number, clip: number): Advance {
  const [m, v] = [new Float64Array(SIZE), new Float64Array(SIZE)];
  return (p, g, t) => {
    const scale = Math.min(1, clip / Math.hypot(...g));
    for (let k = 0; k < SIZE; k++) {
      m[k] = 0.9 * m[k] + 0.1 * scale * g[k];
      v[k] = 0.999 * v[k] + 0.001 * (scale * g[k]) ** 2;
      const step = m[k] / (1 - 0.9 ** t) / (Math.sqrt(v[k] / (1 - 0.999 ** t)) + 1e-8);
      p[k] -= rate * (step + decay * p[k]);
    }
  };
}

const CASES: readonly [string, (p: Node, gradient: Node) => Updates, Advance][] = [
  ['sgd', (p, g) => sgd(p, g, { rate: 0.05 }), (p, g) => p.forEach((_, k) => void (p[k] -= 0.05 * g[k]))],
  [
    'sgd with momentum',
    (p, g) => sgd(p, g, { rate: 0.02, momentum: 0.8 }),
    ((v) => (p: Float64Array, g: Float64Array) => {
      for (let k = 0; k < SIZE; k++) p[k] -= 0.02 * (v[k] = 0.8 * v[k] + g[k]);
    })(new Float64Array(SIZE)),
  ],
  ['adam', (p, g) => adam(p, g, { rate: 0.1 }), adamByHand(0.1, 0, Number.POSITIVE_INFINITY)],
  ['adamw, clipped', (p, g) => adam(p, g, { rate: 0.1, decay: 0.1, clipNorm: 2 }), adamByHand(0.1, 0.1, 2)],
  [
    'lion',
    (p, g) => lion(p, g, { rate: 0.03, decay: 0.1 }),
    ((m) => (p: Float64Array, g: Float64Array) => {
      for (let k = 0; k < SIZE; k++) {
        p[k] -= 0.03 * (Math.sign(0.9 * m[k] + 0.1 * g[k]) + 0.1 * p[k]);
        m[k] = 0.99 * m[k] + 0.01 * g[k];
      }
    })(new Float64Array(SIZE)),
  ],
];

describe('first-order optimisers', () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await openTestGpu();
  });
  afterAll(() => gpu.close());

  it.each(CASES)('%s walks as the textbook loop does, in f64', (_, make, advance) => {
    const { p, gradient } = problem();
    const updates = [...make(p, gradient)];
    const state = new Map<Node, Float64Array>(updates.map(([node]) => [node, new Float64Array(node.shape[0])]));
    for (let t = 0; t < STEPS; t++) {
      const values = interpret(
        updates.map(([, value]) => value),
        state,
      );
      updates.forEach(([node], k) => void state.set(node, values[k]));
    }
    // The same sums in another order, 20 times: some 1e3 roundings of numbers below 10.
    byHand(advance).forEach((value, k) => void expect(Math.abs(state.get(p)![k] - value)).toBeLessThan(1e-12));
  });

  it("adam on the device: the interpreter's path, two dispatches a step beside the gradient's own", async () => {
    const { p, gradient } = problem();
    const compiled = await compileProgram(gpu, 'adam', { updates: adam(p, gradient, { rate: 0.1 }) });
    gpu.run(compiled.program, 0, STEPS * compiled.program.length);
    const got = await compiled.read(p);
    const expected = byHand(adamByHand(0.1, 0, Number.POSITIVE_INFINITY));
    // Every step of at most 0.1 has a relative error of some 10 eps = 6e-7; gradients of slope up to 11 feed back.
    expected.forEach((value, k) => void expect(Math.abs(got[k] - value)).toBeLessThan(20 * 0.1 * 6e-7 * 11));
    expect(compiled.program.cost.dispatches).toBe(2);
    expect(compiled.program.length, 'nothing is copied: variables are updated in place').toBe(2);
    compiled.release();
  });

  it('refuses settings out of range by name', () => {
    const { p, gradient } = problem();
    expect(() => adam(p, gradient, { rate: 0.1, beta2: 1 })).toThrow(/beta2 is 1/);
    expect(() => sgd(p, gradient, { rate: 0.1, momentum: -1 })).toThrow(/momentum is -1/);
  });
});
