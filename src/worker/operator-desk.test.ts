import { expect, test } from 'vitest';
import { Failure } from '../../solvers/base/result';
import { writeNpz } from '../../solvers/io';
import type { Method, Solver, StoredData } from '../../solvers/methods/solver';
import { aProblem, FakeGpu } from './host.testing';
import { Keepsake } from './keepsake';
import { answerOf } from './operator-desk';
import { Session } from './session';

/** An operator that only remembers what it learns of, and refuses a name. */
function anOperator() {
  const given: (StoredData | null)[] = [];
  const operator = { example: null, painted: false, handedIn: false, paints: [], modes: 4, points: 8 };
  const solver = {
    method: 'fno',
    operator: {
      ...operator,
      get stored() {
        const data = given.at(-1);
        return data ? { name: data.name, training: 2, tests: 1, shape: [2], layout: 'names' } : null;
      },
    },
    stepCount: 0,
    async takeExamples(data: StoredData | null) {
      if (data?.name === 'bad.npz') throw new Failure('bad-input', 'bad.npz: no array u', 'data');
      given.push(data);
    },
  } as unknown as Solver;
  return { solver, given };
}

const npz = (path: string) => {
  const bytes = writeNpz(new Map([['u', { shape: [3, 2], data: Float32Array.from({ length: 6 }, (_, k) => k) }]]));
  return { path, blob: new Blob([new Uint8Array(bytes)]) };
};

test('files are learned of, again after a loss of the device, until made examples are wanted', async () => {
  const { solver, given } = anOperator();
  const again = anOperator();
  const method = { id: 'fno', memory: () => 0, init: async () => again.solver } as unknown as Method;
  const keepsake = new Keepsake({ method, problem: aProblem, notes: [] });
  const { state } = await answerOf(solver, keepsake, { kind: 'learn', files: [npz('good.npz')] });
  expect(state.stored).toMatchObject({ name: 'good.npz', training: 2, tests: 1 });
  // Those that are refused take nothing away.
  const bad = answerOf(solver, keepsake, { kind: 'learn', files: [npz('bad.npz')] });
  await expect(bad).rejects.toThrow('bad.npz: no array u');
  await keepsake.revive(new Session(new FakeGpu().asGpu, () => {}));
  expect(again.given.map((data) => data?.name)).toEqual(['good.npz']);
  expect(await again.given[0]!.arrays.get('u')!.rows(1, 2)).toEqual(Float32Array.of(2, 3));

  const own = await answerOf(solver, keepsake, { kind: 'learn', files: null });
  expect(own.state.stored).toBeNull();
  expect(given.map((data) => data?.name)).toEqual(['good.npz', undefined]);
  await keepsake.revive(new Session(new FakeGpu().asGpu, () => {}));
  expect(again.given).toHaveLength(1);
});

test('methods that learn of no files say so', async () => {
  const { solver } = anOperator();
  delete solver.takeExamples;
  const keepsake = new Keepsake({ method: { id: 'x' } as Method, problem: aProblem, notes: [] });
  await expect(answerOf(solver, keepsake, { kind: 'learn', files: null })).rejects.toThrow('learns of no examples');
});
