import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import {
  compileProgram,
  concat,
  constant,
  grad,
  interpret,
  mul,
  type Node,
  square,
  sub,
  sum,
  variable,
} from '../array';
import { randomNormal } from '../base/random';
import type { Gpu } from '../gpu';
import { conflictFree, cosines } from './conflict-free';
import type { Updates } from './first-order';
import { momentumConflictFree } from './momentum-conflict-free';

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((total, value, k) => total + value * b[k], 0);
const norm = (a: ArrayLike<number>): number => Math.sqrt(dot(a, a));

const numbers = (n: number, seed: number): Float64Array =>
  Float64Array.from({ length: n }, (_, k) => Math.fround(randomNormal(seed, k)));

/** Gradients that pull against each other, of very different lengths. */
function conflicting(size: number): Float64Array[] {
  const [a, b, c] = [1, 2, 3].map((seed) => numbers(size, seed));
  return [
    a,
    a.map((value, k) => Math.fround(1e-3 * (0.2 * b[k] - value))),
    c.map((value, k) => Math.fround(50 * (value - 0.5 * b[k]))),
  ];
}

describe('the conflict-free direction', () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await openTestGpu();
  });
  afterAll(() => gpu.close());

  it('makes the same angle with all gradients, on the device as well, and is as long as their projections', async () => {
    const gradients = conflicting(1037);
    const nodes = gradients.map((values, k) => {
      return variable(`g${k}`, [values.length]);
    });
    const given = new Map(nodes.map((node, k) => [node, gradients[k]]));
    const direction = conflictFree(nodes);
    const compiled = await compileProgram(gpu, 'config', { outputs: { direction } });
    for (const [node, values] of given) compiled.write(node, values);
    gpu.run(compiled.program);
    const [exact] = interpret([direction], given);
    for (const got of [exact, await compiled.read('direction')]) {
      const angles = gradients.map((own) => dot(own, got) / norm(own) / norm(got));
      expect(angles[0]).toBeGreaterThan(0);
      for (const angle of angles) expect(Math.abs(angle / angles[0] - 1)).toBeLessThan(1e-4);
      const length = gradients.reduce((total, own) => total + dot(own, got) / norm(got), 0);
      expect(Math.abs(length / norm(got) - 1)).toBeLessThan(1e-4);
    }
    compiled.release();
  });

  it('is that of two gradients in closed form', () => {
    const [a, b] = conflicting(9);
    const [got] = interpret([conflictFree([constant(a), constant(b)])]);
    // O(a, b) = b - (a.b / |a|^2) a; the direction is U(U(O(a, b)) + U(O(b, a))).
    const over = (x: Float64Array, y: Float64Array): Float64Array => {
      const rest = y.map((value, k) => value - (dot(x, y) / dot(x, x)) * x[k]);
      return rest.map((value) => value / norm(rest));
    };
    const both = over(a, b).map((value, k) => value + over(b, a)[k]);
    const unit = both.map((value) => value / norm(both));
    const length = dot(a, unit) + dot(b, unit);
    for (const [k, value] of unit.entries()) expect(Math.abs(got[k] - length * value)).toBeLessThan(1e-11 * norm(got));
  });

  it('leaves out a gradient of zero and one that depends on others', () => {
    const [a] = conflicting(9);
    const zero = a.map(() => 0);
    const [alone, same] = interpret([
      conflictFree([constant(a), constant(zero)]),
      conflictFree([constant(a), constant(a.map((value) => 2 * value))]),
    ]);
    for (const [k, value] of a.entries()) {
      expect(Math.abs(alone[k] - value)).toBeLessThan(1e-13);
      expect(Math.abs(same[k] - 3 * value)).toBeLessThan(1e-12);
    }
  });

  it('tells the cosines of all pairs', () => {
    const gradients = conflicting(9);
    const [got] = interpret([cosines(gradients.map((own) => constant(own)))]);
    const expected = [
      [0, 1],
      [0, 2],
      [1, 2],
    ].map(([i, j]) => dot(gradients[i], gradients[j]) / norm(gradients[i]) / norm(gradients[j]));
    for (const [k, value] of expected.entries()) expect(Math.abs(got[k] - value)).toBeLessThan(1e-12);
  });
});

describe('the conflict-free direction of momenta', () => {
  const SIZE = 5;
  const targets = [numbers(SIZE, 1), numbers(SIZE, 2)];
  const sizes = [1, 1e-3];

  function problem(): { p: Node; updates: Updates[] } {
    const p = variable('p', [SIZE]);
    const gradients = targets.map((own, k) => {
      return grad(mul(sizes[k], sum(square(sub(p, constant(own))))), [p])[0];
    });
    return { p, updates: momentumConflictFree(p, gradients, { rate: 0.05 }) };
  }

  it('walks as the algorithm does by hand, standing still until every loss had its turn', () => {
    const { p, updates } = problem();
    const state = new Map<Node, Float64Array>();
    for (const node of updates.flatMap((own) => [...own.keys()])) state.set(node, new Float64Array(node.shape[0]));
    const hand = { p: new Float64Array(SIZE), m: [0, 1].map(() => new Float64Array(SIZE)), turns: [0, 0], t: 0 };
    let [moved, spread] = [new Float64Array(SIZE), new Float64Array(SIZE)];
    for (let step = 0; step < 12; step++) {
      const turn = step % 2;
      const values = interpret([...updates[turn].values()], state);
      for (const [k, node] of [...updates[turn].keys()].entries()) state.set(node, values[k]);

      hand.turns[turn]++;
      hand.m[turn] = hand.m[turn].map((value, k) => {
        return 0.9 * value + 0.1 * 2 * sizes[turn] * (hand.p[k] - targets[turn][k]);
      });
      if (step > 0) {
        hand.t++;
        const hats = hand.m.map((own, j) => own.map((value) => value / (1 - 0.9 ** hand.turns[j])));
        const [direction] = interpret([conflictFree(hats.map((own) => constant(own)))]);
        const now = direction.map((value) => value * (1 - 0.9 ** hand.t));
        const implied = now.map((value, k) => (value - 0.9 * moved[k]) / 0.1);
        moved = now;
        spread = spread.map((value, k) => 0.999 * value + 0.001 * implied[k] ** 2);
        hand.p = hand.p.map(
          (value, k) => value - (0.05 * direction[k]) / (Math.sqrt(spread[k] / (1 - 0.999 ** hand.t)) + 1e-8),
        );
      }
      // f64 both; 1e-8 beside the root and some 1e3 roundings.
      for (const [k, value] of hand.p.entries()) expect(Math.abs(state.get(p)![k] - value)).toBeLessThan(1e-10);
    }
    expect(norm(hand.p)).toBeGreaterThan(0.1);
  });

  it('writes every variable in a shape of its own', () => {
    const { updates } = problem();
    for (const [node, value] of updates.flatMap((own) => [...own])) {
      expect(concat([value]).shape).toEqual(node.shape);
    }
  });
});
