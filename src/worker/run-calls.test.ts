import { expect, test } from 'vitest';
import { studio, until } from './host.testing';

const stateAt = (step: number) => ({
  step,
  time: step / 2,
  state: { method: 'count', numbers: { stepCount: step }, arrays: {} },
});

test('a run stops exactly at the step it was told, goes on when it is started again, and stops no more', async () => {
  const { host, solvers, port } = await studio();
  await host.load('scene');
  await host.stopAt(37);
  await host.run();
  await until(() => solvers[0]!.stepCount > 30 && port.of('pulse').at(-1)?.running === false);
  expect(solvers[0]!.stepCount).toBe(37);
  await host.run();
  await until(() => solvers[0]!.stepCount > 60);
  await host.pause();
});

test('a state is told, and a run goes on from the last of those it is given', async () => {
  const { host, solvers } = await studio();
  await host.load('scene');
  await host.step(5);
  expect(await host.snapshot()).toMatchObject({ ok: true, value: stateAt(5) });
  expect(await host.restore([stateAt(2), stateAt(9)])).toEqual({ ok: true, value: null });
  expect(solvers[0]!.stepCount).toBe(9);
  expect(await host.restore([])).toMatchObject({ ok: false, code: 'bad-input', field: 'states' });
  expect(solvers[0]!.stepCount).toBe(9);
});

test('a run that has failed has no state worth keeping', async () => {
  const { host, solvers } = await studio();
  await host.load('scene');
  solvers[0]!.fault = 'diverge';
  await host.step(1);
  expect(await host.snapshot()).toEqual({ ok: true, value: null });
});

test('a lost GPU comes back to the state that was read last', async () => {
  const { host, gpus, solvers } = await studio();
  await host.load('scene');
  await host.step(12);
  await host.snapshot();
  await host.step(3);
  gpus[0]!.lose();
  await until(() => solvers.length === 2 && solvers[1]!.stepCount === 12);
});

test('only fields that are drawn are told', async () => {
  const { host } = await studio();
  await host.load('scene');
  expect(await host.field('nothing')).toMatchObject({ ok: false, code: 'bad-input', field: 'names' });
});
