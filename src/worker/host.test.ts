import { describe, expect, test } from 'vitest';
import { Host } from './host';
import { studio, until } from './host.testing';
import { sleep } from './timers';

describe('a scene', () => {
  test('the adapter is named, a scene is described', async () => {
    const { host, opened } = await studio();
    expect(opened).toEqual({ ok: true, value: { name: 'fake adapter', software: true } });
    const loaded = await host.load('scene');
    expect(loaded.value).toMatchObject({
      method: 'count',
      nx: 2,
      ny: 1,
      extent: [0, 2, 0, 1],
      hasVelocity: false,
      notes: ['one', 'dt = 0.5'],
    });
    // What crosses to the page is plain data without device handles.
    expect(structuredClone(loaded.value)!.fields).toEqual([
      { name: 'u', title: 'u', latex: 'u', unit: '', kind: 'sequential' },
    ]);
  });

  test('calls before open or load fail as data', async () => {
    const { host } = await studio();
    for (const call of [
      host.run(),
      host.pause(),
      host.step(1),
      host.reset(),
      host.probe(0, 0),
      host.profiles(),
      host.setParameter('nu', 1),
    ]) {
      expect(await call).toMatchObject({ ok: false, code: 'bad-input', field: 'scene' });
    }
    const closed = new Host({} as never);
    expect(await closed.load('scene')).toMatchObject({ ok: false, code: 'no-adapter' });
  });

  test('a broken or huge scene is refused by field and the running one goes on', async () => {
    const { host, solvers } = await studio();
    await host.load('scene');
    await host.run();
    expect(await host.load('broken')).toEqual({
      ok: false,
      code: 'bad-input',
      detail: 'title must be a text',
      field: 'title',
    });
    expect(await host.load('huge')).toMatchObject({ ok: false, code: 'out-of-memory', field: 'grid.n' });
    expect(solvers).toHaveLength(1);
    const before = solvers[0]!.stepCount;
    await until(() => solvers[0]!.stepCount > before);
    await host.pause();
  });

  test('a new scene replaces the running one and waits', async () => {
    const { host, port, solvers } = await studio();
    await host.load('scene');
    await host.run();
    await until(() => solvers[0]!.stepCount > 3);
    await host.load('another');
    expect(solvers[0]!.disposed).toBe(true);
    await sleep(150);
    expect(solvers[1]!.stepCount).toBe(0);
    expect(port.of('pulse').at(-1)).toMatchObject({ step: 0, running: false });
    expect(port.of('notice')).toEqual([]);
  });
});

describe('stepping', () => {
  test('step makes exactly as many steps as asked and stays paused', async () => {
    const { host, port, solvers } = await studio();
    await host.load('scene');
    expect(await host.step(57)).toEqual({ ok: true, value: null });
    expect(solvers[0]!.stepCount).toBe(57);
    await sleep(120);
    expect(port.of('pulse').at(-1)).toMatchObject({
      step: 57,
      time: 28.5,
      running: false,
      metrics: { count: { value: 57, unit: '' } },
    });
  });

  test.each([0, -1, 1.5, Number.NaN, 1e9])('step(%s) is refused', async (count) => {
    const { host } = await studio();
    await host.load('scene');
    expect(await host.step(count)).toMatchObject({ ok: false, code: 'bad-input', field: 'count' });
  });

  test('goes on from the present state where only bodies differ, unless that state is bad', async () => {
    const { host, solvers } = await studio();
    await host.load('scene');
    await host.step(3);
    expect((await host.load('another', true)).value).toMatchObject({ step: 3 });
    expect(solvers.map(({ disposed }) => disposed)).toEqual([true, false]);
    await host.step(1);
    expect(solvers[1]!.stepCount).toBe(4);
    solvers[1]!.fault = 'diverge';
    await host.step(1);
    expect((await host.load('scene', true)).value).toMatchObject({ step: 0 });
    await host.step(2);
    expect((await host.load('scene')).value).toMatchObject({ step: 0 });
  });

  test('what is asked while a scene is being loaded is answered by the new one', async () => {
    const { host, solvers } = await studio();
    await host.load('scene');
    await host.step(2);
    const loading = host.load('another');
    // The new solver is there, the old one not yet gone.
    while (solvers.length < 2) await Promise.resolve();
    expect(solvers[0]!.disposed).toBe(false);
    const [, snapshot] = await Promise.all([loading, host.snapshot()]);
    expect(snapshot.value).toMatchObject({ step: 0 });
    expect(solvers.map(({ saves }) => saves)).toEqual([0, 1]);
  });

  test('looks back where there is something, and paints where the method can', async () => {
    const { host, solvers } = await studio();
    expect((await host.load('scene')).value).toMatchObject({ overTime: false, paints: [] });
    expect(await host.lookBack(0)).toEqual({ ok: true, value: null });
    expect(await host.goOn()).toMatchObject({ ok: false, code: 'bad-input', field: 'moment' });
    const dab = { field: 'u', x: 0, y: 0, radius: 1, amount: 2 };
    expect(await host.dab([dab])).toMatchObject({ ok: false, code: 'bad-input', field: 'strokes' });
    const painted: unknown[] = [];
    Object.assign(solvers[0]!, { paint: async (stroke: unknown) => painted.push(stroke) });
    expect(await host.dab([dab, dab])).toEqual({ ok: true, value: null });
    expect(painted).toEqual([dab, dab]);
    expect(await host.dab([{ ...dab, radius: 0 }])).toMatchObject({ ok: false, field: 'strokes' });
    expect(await host.dab([{ ...dab, amount: Number.NaN }])).toMatchObject({ ok: false, field: 'strokes' });
    expect(painted).toHaveLength(2);
  });

  test('pause ends a run after the present batch', async () => {
    const { host, solvers } = await studio();
    await host.load('scene');
    await host.run();
    await until(() => solvers[0]!.stepCount > 5);
    await host.pause();
    const at = solvers[0]!.stepCount;
    await sleep(50);
    expect(solvers[0]!.stepCount).toBe(at);
  });

  test('pause gives a long counted step up', async () => {
    const { host, solvers } = await studio();
    await host.load('scene');
    const stepping = host.step(1_000_000);
    await until(() => solvers[0]!.stepCount > 5);
    await host.pause();
    await stepping;
    expect(solvers[0]!.stepCount).toBeLessThan(1_000_000);
  });

  test('run twice is one loop; probes and parameters come between batches', async () => {
    const { host, solvers } = await studio();
    await host.load('scene');
    await Promise.all([host.run(), host.run()]);
    await until(() => solvers[0]!.stepCount > 3);
    // The double throws where calls overlap.
    for (let k = 0; k < 10; k++) {
      expect(await host.probe(k, 0)).toEqual({ ok: true, value: { u: k } });
      expect(await host.setParameter('nu', k)).toEqual({ ok: true, value: null });
    }
    expect(solvers[0]!.parameters).toEqual({ nu: 9 });
    expect(await host.setParameter('mu', 1)).toMatchObject({ ok: false, code: 'bad-input', field: 'parameters.mu' });
    await host.pause();
  });

  test('the speed caps the steps between two pictures', async () => {
    const { host, solvers } = await studio();
    await host.load('scene');
    expect(await host.setSpeed(-1)).toMatchObject({ ok: false, field: 'speed' });
    await host.setSpeed(2);
    await host.run();
    await until(() => solvers[0]!.batches.length > 4);
    await host.pause();
    expect(Math.max(...solvers[0]!.batches)).toBe(2);
  });

  test('a finished solve stops by itself; a reset starts it again', async () => {
    const { host, port, solvers } = await studio({ limit: 20 });
    await host.load('scene');
    await host.run();
    await until(() => port.of('pulse').some((pulse) => pulse.finished));
    expect(solvers[0]!.stepCount).toBe(20);
    expect(port.of('pulse').at(-1)).toMatchObject({ running: false, finished: true });
    await host.reset();
    await until(() => solvers[0]!.stepCount === 20);
  });

  test('divergence stops the run and says what to change; run tries again', async () => {
    const { host, port, solvers } = await studio();
    await host.load('scene');
    solvers[0]!.fault = 'diverge';
    await host.run();
    await until(() => port.of('notice').length > 0);
    expect(port.of('notice')).toEqual([{ kind: 'notice', level: 'error', text: 'Use a smaller time step.' }]);
    await until(() => port.of('pulse').at(-1)?.outcome.code === 'diverged');
    expect(port.of('pulse').at(-1)!.running).toBe(false);
  });

  test('what the method decides on the way is said once', async () => {
    const { host, port, solvers } = await studio();
    await host.load('scene');
    solvers[0]!.notes.push('the time step was halved');
    await host.step(20);
    await host.step(20);
    expect(port.of('notice')).toEqual([{ kind: 'notice', level: 'warning', text: 'the time step was halved' }]);
  });

  test('an unforeseen error stops the run with one message', async () => {
    const { host, port, solvers } = await studio();
    await host.load('scene');
    solvers[0]!.fault = 'throw';
    await host.run();
    await until(() => port.of('notice').length > 0);
    await sleep(50);
    expect(port.of('notice')).toEqual([{ kind: 'notice', level: 'error', text: 'boom' }]);
    expect(await host.ping()).toEqual({ ok: true, value: 0 });
  });

  test('at most ten pulses a second', async () => {
    const { host, port } = await studio();
    await host.load('scene');
    await host.run();
    await sleep(550);
    await host.pause();
    const times = port.times.slice(1);
    expect(times.length).toBeGreaterThan(1);
    // Timers may fire up to a millisecond early.
    for (let k = 1; k < times.length; k++) expect(times[k]! - times[k - 1]!).toBeGreaterThan(98);
  });
});
