import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import type { Gpu } from '../gpu';
import * as A from '.';
import { canonical, withOwnParts } from './canonical';
import { checkDerivatives, checkOnDevice, numbers } from './derivatives.testing';
import { fuse } from './fuse';
import { findHomes, planMemory } from './plan';

const [ROWS, WIDTH] = [37, 11];

function layers([x, ...weights]: readonly A.Node[]): A.Node {
  return weights.reduce((h, w) => A.tanh(A.matmul(h, w)), x);
}

/** The gradients of a deep network in parts of `each` layers, each of them as `part` makes it. */
function deep(depth: number, each: number, part: (inputs: readonly A.Node[]) => A.Node) {
  const weights = Array.from({ length: depth }, (_, k) => A.variable(`w${k}`, [WIDTH, WIDTH]));
  let x: A.Node = A.constant(numbers(ROWS * WIDTH, 1), [ROWS, WIDTH]);
  for (let first = 0; first < depth; first += each) x = part([x, ...weights.slice(first, first + each)]);
  return { weights, gradients: A.grad(A.meanSquare(x), weights) };
}

/** How many activations the memory plan of `outputs` holds beside leaves and gradients, and its kernels. */
function planned(outputs: readonly A.Node[]) {
  const merged = canonical(outputs);
  const results = withOwnParts(merged, merged);
  const fusion = fuse(results);
  const { slots } = planMemory(fusion, findHomes(fusion, new Map()), results, new Map());
  const kept = slots.filter(({ leaf, elements }) => leaf === null && elements === ROWS * WIDTH);
  return { activations: kept.length, kernels: fusion.tasks.length };
}

const inParts = (inputs: readonly A.Node[]) => A.checkpoint(layers, inputs);

describe('checkpoint', () => {
  it('has the derivatives of what it stands for', () => {
    const f = ([x, w]: readonly A.Node[]) => A.tanh(A.matmul(A.sin(A.matmul(x, w)), A.transpose(w)));
    const once = (inputs: readonly A.Node[]) => A.checkpoint(f, inputs);
    const shapes = [
      [4, 3],
      [3, 5],
    ];
    checkDerivatives(once, shapes);
    checkDerivatives(([x, w]) => once([A.square(once([x, w])), w]), shapes);
    // Reshapes might look through to what the input was made of.
    checkDerivatives(
      ([x]) => A.checkpoint(([y]) => A.tanh(A.reshape(y, [6])), [A.reshape(A.sin(x), [3, 2])]),
      [[2, 3]],
    );
  });

  it('keeps what stands between parts and the inside of one, and does the forward work twice', () => {
    const plain = planned(deep(24, 24, layers).gradients);
    const parts = planned(deep(24, 6, inParts).gradients);
    // Each layer is one kernel, each gradient one, each cotangent but the first layer's; the last one lies in the loss.
    expect(plain.kernels).toBe(24 + 24 + 23);
    expect(parts.kernels).toBe(plain.kernels + 24);
    // All 24 activations and one for the cotangent on its way; of parts: 3 borders, 6 inside, 2 cotangents.
    expect(plain.activations).toBeLessThanOrEqual(25);
    expect(plain.activations).toBeGreaterThanOrEqual(24);
    expect(parts.activations).toBeLessThanOrEqual(3 + 6 + 2);
  });

  describe('on the device', () => {
    let gpu: Gpu;
    beforeAll(async () => {
      gpu = await openTestGpu();
    });
    afterAll(() => gpu.close());

    it('gives the gradients of the interpreter', async () => {
      const { weights, gradients } = deep(4, 2, inParts);
      const given = new Map(weights.map((w, k) => [w, numbers(WIDTH ** 2, k).map((v) => v / 3)]));
      const outputs = Object.fromEntries(gradients.map((g, k) => [`g${k}`, A.mul(100, g)]));
      // Eight products of 11 or 37 terms and four tanh of 10 eps, values of order 1.
      await checkOnDevice(gpu, outputs, (8 * 37 + 40) * 2 ** -24, given);
    });
  });
});
