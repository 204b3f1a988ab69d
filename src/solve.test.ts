import { expect, test } from 'vitest';
import type { Operator, Weights } from '../solvers/methods/solver';
import { solveWith } from './solve';
import { CountingSolver, countingMethod, FakeGpu } from './worker/host.testing';

/** Stands still from the moment that it is given weights until it is told to learn on. */
class Learner extends CountingSolver {
  given = false;
  readonly operator = { train: () => void (this.given = false) } as unknown as Operator;

  override get finished(): boolean {
    return this.given || super.finished;
  }

  async takeWeights(_: Weights): Promise<void> {
    this.given = true;
  }
}

const weights: Weights = { tensors: new Map(), metadata: {} };

test.each([
  ['with a limit it goes on learning from weights that it was given', { weights, steps: 3 }, 3],
  ['without a limit they are the answer', { weights }, 0],
])('%s', async (_, options, steps) => {
  const flow = { ...countingMethod([], 100), init: async (_gpu: unknown, problem: never) => new Learner(problem, 100) };
  const gpu = new FakeGpu(1, 1e8).asGpu;
  const { stats } = await solveWith({ flow }, 'cavity-re100', { gpu, ...options });
  expect(stats.steps).toBe(steps);
});
