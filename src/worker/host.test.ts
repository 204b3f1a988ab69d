import { describe, expect, test, vi } from 'vitest';
import { Failure } from '../../solvers/base/result';
import { Host } from './host';
import { aProblem, type CountingSolver, countingMethod, FakeGpu, FakePicture, FakePort } from './host.testing';
import type { PaneSettings } from './protocol';
import { sleep } from './timers';

const SETTINGS: PaneSettings = {
  field: 'u',
  mode: 'map',
  colormap: 'viridis',
  range: null,
  contours: false,
  arrows: false,
  streamlines: false,
  particles: false,
};
const canvas = {} as OffscreenCanvas;

/** A host among doubles. `frames.visible = false` is a hidden tab: frames that were asked for wait. */
async function studio({ limit, backoff = [5, 5, 5] }: { limit?: number; backoff?: number[] } = {}) {
  const gpus: FakeGpu[] = [];
  const solvers: CountingSolver[] = [];
  const pictures: FakePicture[] = [];
  const frames = { visible: true, waiting: [] as (() => void)[], adapter: true };
  const host = new Host({
    async openGpu() {
      if (!frames.adapter) throw new Failure('no-adapter', 'No adapter.');
      gpus.push(new FakeGpu(gpus.length + 1));
      return gpus.at(-1)!.asGpu;
    },
    plan(scene) {
      if (scene === 'broken') throw new Failure('bad-input', 'title must be a text', 'title');
      const cells = scene === 'huge' ? [1e9, 1e9] : [2, 1];
      return {
        method: countingMethod(solvers, limit),
        problem: { ...aProblem, grid: { ...aProblem.grid, cells } },
        notes: ['one'],
      };
    },
    async openPicture() {
      pictures.push(new FakePicture());
      return pictures.at(-1)!;
    },
    requestFrame: (callback) => {
      if (frames.visible) setTimeout(callback, 1);
      else frames.waiting.push(callback);
    },
    backoff,
  });
  const port = new FakePort();
  const opened = await host.open(port as unknown as MessagePort);
  return { host, port, opened, gpus, solvers, pictures, frames };
}

const until = (condition: () => boolean) =>
  vi.waitFor(() => expect(condition()).toBe(true), { timeout: 4_000, interval: 5 });

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

describe('pictures', () => {
  test('nothing is drawn in a hidden tab while steps go on; the first frame after draws', async () => {
    const { host, solvers, pictures, frames } = await studio();
    await host.load('scene');
    await host.attachPane(0, canvas, [100, 50]);
    await host.setPane(0, SETTINGS);
    await host.run();
    await until(() => (pictures[0]?.frames ?? 0) > 2);
    expect(solvers[0]!.refreshed).toContain('u');
    frames.visible = false;
    // One frame may have been granted already.
    await sleep(50);
    const drawn = pictures[0]!.frames;
    const at = solvers[0]!.stepCount;
    await until(() => solvers[0]!.stepCount > at + 100);
    expect(pictures[0]!.frames).toBe(drawn);
    frames.visible = true;
    for (const callback of frames.waiting.splice(0)) callback();
    await until(() => pictures[0]!.frames > drawn);
    await host.pause();
  });

  test('a paused picture is drawn again when something changes, once', async () => {
    const { host, pictures } = await studio();
    await host.load('scene');
    await host.attachPane(0, canvas, [100, 50]);
    await until(() => pictures[0]?.frames === 1);
    await Promise.all([host.resizePane(0, [0, 1e9]), host.setTheme(0, 1), host.setPane(0, SETTINGS)]);
    await until(() => pictures[0]!.frames === 2);
    await sleep(50);
    expect(pictures[0]!.frames).toBeLessThanOrEqual(3);
    expect(pictures[0]!.log).toContain('resize 0 1,8192');
  });

  test('particles move on in a finished flow, without steps', async () => {
    const { host, solvers, pictures } = await studio({ limit: 3 });
    await host.load('scene');
    await host.attachPane(0, canvas, [100, 50]);
    await host.setPane(0, { ...SETTINGS, particles: true });
    await host.run();
    await until(() => solvers[0]!.finished && pictures.length === 1);
    const drawn = pictures[0]!.frames;
    await until(() => pictures[0]!.frames > drawn + 3);
    expect(solvers[0]!.stepCount).toBe(3);
    await host.pause();
    await sleep(100);
    const paused = pictures[0]!.frames;
    await sleep(100);
    expect(pictures[0]!.frames).toBe(paused);
  });

  test('a renderer that fails says so once and the solver goes on', async () => {
    const { host, port, solvers, pictures } = await studio();
    await host.load('scene');
    await host.attachPane(0, canvas, [100, 50]);
    await until(() => pictures[0]?.frames === 1);
    pictures[0]!.broken = true;
    await host.run();
    await until(() => solvers[0]!.stepCount > 200);
    await host.pause();
    expect(port.of('notice').filter(({ text }) => text === 'no picture').length).toBeGreaterThan(0);
    expect(port.of('notice').length).toBeLessThanOrEqual(3);
  });

  test('a pane that is not there is refused; a capture is a PNG of the present state', async () => {
    const { host } = await studio();
    await host.load('scene');
    expect(await host.setPane(2, SETTINGS)).toMatchObject({ ok: false, code: 'bad-input', field: 'index' });
    expect(await host.attachPane(7, canvas, [1, 1])).toMatchObject({ ok: false, field: 'index' });
    expect(await host.capture(0)).toMatchObject({ ok: false, field: 'index' });
    await host.attachPane(0, canvas, [10, 10]);
    expect((await host.capture(0)).value).toBeInstanceOf(Blob);
  });
});

describe('loss of the GPU', () => {
  test('pending calls settle, also when the solver hangs', async () => {
    const { host, gpus, solvers } = await studio({ backoff: [10_000] });
    await host.load('scene');
    solvers[0]!.fault = 'hang';
    const calls = [host.step(5), host.probe(0, 0), host.profiles(), host.pause()];
    await sleep(10);
    gpus[0]!.lose();
    for (const call of calls) expect(await call).toMatchObject({ ok: false, code: 'lost' });
    expect(await host.probe(0, 0)).toMatchObject({ ok: false, code: 'lost' });
    expect(await host.ping()).toMatchObject({ ok: true });
  });

  test('the run starts again by itself on a new device, with panes and parameters', async () => {
    const { host, port, gpus, solvers, pictures } = await studio();
    await host.load('scene');
    await host.attachPane(0, canvas, [100, 50]);
    await host.setPane(0, SETTINGS);
    await host.setParameter('nu', 7);
    await host.run();
    await until(() => (pictures[0]?.frames ?? 0) > 0);
    gpus[0]!.lose();
    await until(() => port.of('device').some(({ state }) => state === 'restored'));
    expect(port.of('device').map(({ state }) => state)).toEqual(['lost', 'restored']);
    expect(port.of('device')[1]!.text).toMatch(/from the beginning/);
    await until(() => solvers[1]!.stepCount > 3 && (pictures[1]?.frames ?? 0) > 0);
    expect(solvers[1]!.parameters).toEqual({ nu: 7 });
    expect(pictures[1]!.log).toEqual(expect.arrayContaining(['attach 0', 'pane 0', 'display']));
    expect((await host.diagnostics()).value).toMatchObject({ generation: 2 });
    await host.pause();
  });

  test('a paused run comes back to where it was paused, and stays paused', async () => {
    const { host, port, gpus, solvers } = await studio();
    await host.load('scene');
    await host.step(40);
    await host.pause();
    gpus[0]!.lose();
    await until(() => port.of('device').length === 2);
    expect(port.of('device')[1]!.text).toMatch(/step 40/);
    await sleep(30);
    expect(solvers[1]!.stepCount).toBe(40);
  });

  test('a second loss in a row ends it, saying so', async () => {
    const { host, port, gpus } = await studio();
    await host.load('scene');
    gpus[0]!.lose();
    await until(() => port.of('device').length === 2);
    gpus[1]!.lose();
    await until(() => port.of('device').length === 3);
    expect(port.of('device')[2]).toMatchObject({
      state: 'gone',
      text: expect.stringMatching(/twice in a row.*Reload/),
    });
    await sleep(50);
    expect(gpus).toHaveLength(2);
    expect(await host.run()).toMatchObject({ ok: false, code: 'lost' });
  });

  test('no adapter comes back: three attempts, then it stops', async () => {
    const { host, port, gpus, frames } = await studio();
    await host.load('scene');
    frames.adapter = false;
    gpus[0]!.lose();
    await until(() => port.of('device').length === 2);
    expect(port.of('device')[1]).toMatchObject({ state: 'gone', text: expect.stringMatching(/did not come back/) });
  });

  test('closing on purpose recovers nothing', async () => {
    const { host, port, gpus } = await studio();
    await host.load('scene');
    host.close();
    gpus[0]!.lose();
    await sleep(50);
    expect(gpus).toHaveLength(1);
    expect(gpus[0]!.closed).toBe(true);
    expect(port.of('device')).toEqual([]);
    expect(await host.run()).toMatchObject({ ok: false, code: 'lost' });
  });
});
