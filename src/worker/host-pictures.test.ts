import { describe, expect, test } from 'vitest';
import { canvas, studio, until } from './host.testing';
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
describe('pictures', () => {
  test('nothing is drawn in a hidden tab while steps go on; the first frame after draws', async () => {
    const { host, port, solvers, pictures, frames } = await studio();
    await host.load('scene');
    await host.attachPane(0, canvas, [100, 50]);
    await host.setPane(0, SETTINGS);
    await host.run();
    await until(() => (pictures[0]?.frames ?? 0) > 2);
    expect(solvers[0]!.refreshed).toContain('u');
    expect(port.wishes).toBe(0);
    frames.visible = false;
    // The page is asked for a frame in vain, since it has none either: what had been granted before is drawn by then.
    await until(() => port.wishes > 0);
    const drawn = pictures[0]!.frames;
    const at = solvers[0]!.stepCount;
    await until(() => solvers[0]!.stepCount > at + 100);
    expect(pictures[0]!.frames).toBe(drawn);
    expect(port.wishes).toBe(1);
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
    // What had been asked for before still comes, on a loaded machine late; then there is no more, or this never ends.
    let paused: number;
    do {
      paused = pictures[0]!.frames;
      await sleep(100);
    } while (pictures[0]!.frames !== paused);
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

  test('steps go on while shaders are compiled, and the picture follows', async () => {
    const { host, solvers, pictures } = await studio();
    await host.load('scene');
    await host.attachPane(0, canvas, [100, 50]);
    await until(() => pictures[0]?.frames === 1);
    let compiled = () => {};
    pictures[0]!.compiling = new Promise((resolve) => {
      compiled = resolve;
    });
    await host.run();
    await until(() => solvers[0]!.stepCount > 200);
    expect(pictures[0]!.frames).toBe(1);
    // A scene that comes meanwhile waits before it takes the old fields away.
    const loading = host.load('another');
    await sleep(80);
    expect(solvers[0]!.disposed).toBe(false);
    compiled();
    await loading;
    // The old fields may have been drawn once more before it was the new scene's turn.
    const drawn = pictures[0]!.frames;
    expect(solvers[0]!.disposed).toBe(true);
    await until(() => pictures[0]!.frames > drawn);
    expect(pictures[0]!.log.filter((entry) => entry === 'display')).toHaveLength(2);
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

  test('a larger capture is drawn at its size, and the pane has its own again', async () => {
    const { host, pictures } = await studio();
    await host.load('scene');
    await host.attachPane(0, canvas, [100, 50]);
    expect((await host.capture(0, 3)).value).toBeInstanceOf(Blob);
    expect(pictures[0]!.log.filter((entry) => entry.startsWith('resize'))).toEqual([
      'resize 0 300,150',
      'resize 0 100,50',
    ]);
    expect(await host.capture(0, 9)).toMatchObject({ ok: false, field: 'scale' });
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

  test('a worker that is granted no frames after it draws at those of the page, on fresh canvases too', async () => {
    const { host, port, gpus, solvers, pictures, frames } = await studio();
    await host.load('scene');
    await host.attachPane(0, canvas, [100, 50]);
    await host.run();
    await until(() => (pictures[0]?.frames ?? 0) > 0);
    [frames.visible, port.frames] = [false, true];
    gpus[0]!.lose();
    await until(() => (pictures[1]?.frames ?? 0) > 3);
    await Promise.all([host.detachPane(0), host.attachPane(0, canvas, [100, 50])]);
    const drawn = pictures[1]!.frames;
    await until(() => pictures[1]!.frames > drawn + 3);
    expect(solvers[1]!.stepCount).toBeGreaterThan(0);
    expect(pictures[1]!.log.filter((entry) => entry === 'attach 0')).toHaveLength(2);
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

  test('a run goes on from the state that was kept last, and one that has failed keeps no other', async () => {
    const { host, port, gpus, solvers } = await studio({ keepEvery: 0 });
    await host.load('scene');
    await host.run();
    await until(() => solvers[0]!.saves > 3);
    gpus[0]!.lose();
    const reached = solvers[0]!.stepCount;
    const longest = Math.max(...solvers[0]!.batches);
    await until(() => port.of('device').length === 2);
    const from = Number(/goes on from step (\d+)/.exec(port.of('device')[1]!.text)?.[1]);
    // The state before the batch that was under way.
    expect(from).toBeGreaterThanOrEqual(reached - longest);
    expect(from).toBeLessThanOrEqual(reached);
    await until(() => solvers[1]!.stepCount > from);
    await host.pause();
    const { saves } = solvers[1]!;
    solvers[1]!.fault = 'diverge';
    await host.run();
    await until(() => port.of('pulse').at(-1)?.outcome.code === 'diverged');
    expect(solvers[1]!.saves).toBeLessThanOrEqual(saves + 1);
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
    expect(await host.run()).toMatchObject({ ok: false, code: 'lost', detail: expect.stringMatching(/Reload/) });
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
