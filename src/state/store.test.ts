import { describe, expect, it } from 'vitest';
import { OK } from '../../solvers/base/result';
import { defaultCamera } from '../view/camera';
import type { FieldInfo, Pulse } from '../worker/protocol';
import { createStudioStore } from './store';

const field = (name: string, kind: FieldInfo['kind'] = 'sequential'): FieldInfo => ({
  name,
  title: name,
  latex: name,
  unit: '',
  kind,
});
const FIELDS = [field('p', 'diverging'), field('u', 'diverging'), field('vorticity', 'diverging'), field('speed')];
const camera = defaultCamera([0, 1, 0, 1]);

function withPanes(count: number) {
  const store = createStudioStore();
  const { sceneLoaded, layOut } = store.getState();
  sceneLoaded({
    method: 'flow',
    methodTitle: 'Flow',
    hasLevels: false,
    hasPoints: false,
    hasOperator: false,
    hasExperts: false,
    overTime: false,
    hasPast: true,
    paints: [],
    gives: [],
    senses: [],
    startsByFormula: true,
    step: 0,
    takesWalls: false,
    compared: null,
    nx: 8,
    ny: 8,
    extent: [0, 1, 0, 1],
    fields: FIELDS,
    hasVelocity: true,
    notes: [],
    cost: { dispatches: 1, bytes: 1, flops: 1 },
    memory: { needed: 1, budget: 1 },
  });
  layOut(FIELDS, [], camera, count);
  return store;
}

describe('panes', () => {
  it('shows the most telling fields first', () => {
    expect(
      withPanes(2)
        .getState()
        .panes.map(({ settings }) => settings.field),
    ).toEqual(['speed', 'vorticity']);
  });
  it("follows the scene's wishes and fills up", () => {
    const store = withPanes(2);
    store.getState().layOut(FIELDS, [{ field: 'p', contours: true }, { field: 'gone' }], camera, 2);
    const { panes } = store.getState();
    expect(panes.map(({ settings }) => settings.field)).toEqual(['p', 'speed']);
    expect(panes[0]?.settings).toMatchObject({ contours: true, colormap: 'vik' });
  });
  it('adds fields that are not shown yet, and stops at four', () => {
    const store = withPanes(1);
    store.getState().setPaneCount(9);
    expect(new Set(store.getState().panes.map(({ settings }) => settings.field)).size).toBe(4);
    store.getState().setPaneCount(0);
    expect(store.getState().panes).toHaveLength(1);
  });
  it('gives another field its own colours and range', () => {
    const store = withPanes(1);
    store.getState().setPane(0, { range: [0, 1] });
    store.getState().setPane(0, { field: 'vorticity' });
    expect(store.getState().panes[0]?.settings).toMatchObject({ field: 'vorticity', colormap: 'vik', range: null });
  });
  it('gives maps that nobody chose the theme, and keeps chosen ones', () => {
    const store = withPanes(3);
    store.getState().setPane(1, { colormap: 'roma' });
    store.getState().setTheme('dark');
    const maps = () => store.getState().panes.map(({ settings }) => settings.colormap);
    expect(maps()).toEqual(['inferno', 'roma', 'berlin']);
    store.getState().setPane(1, { field: 'u' });
    store.getState().setTheme('light');
    expect(maps()).toEqual(['viridis', 'vik', 'vik']);
  });
  it('moves all cameras together and leaves the settings alone', () => {
    const store = withPanes(2);
    const before = store.getState().panes;
    store.getState().moveCamera({ zoom: 3 });
    const after = store.getState().panes;
    expect(after.map((pane) => pane.camera.zoom)).toEqual([3, 3]);
    expect(after[1]?.settings).toBe(before[1]?.settings);
  });
});

describe('the run', () => {
  const pulse: Pulse = {
    kind: 'pulse',
    step: 5,
    time: 0.1,
    running: true,
    order: 0,
    finished: false,
    outcome: OK,
    metrics: {},
    stepMs: 2,
    moments: 0,
    rival: null,
    ranges: [[0, 1, 0, 1]],
    pictures: 1,
  };
  it('keeps the identity of what did not change, so that nothing renders for it', () => {
    const store = createStudioStore();
    store.getState().pulse(pulse);
    const { ranges, outcome } = store.getState();
    store.getState().pulse({ ...pulse, step: 6, ranges: [[0, 1, 0, 1]], outcome: { code: 'ok', advice: '' } });
    expect(store.getState().step).toBe(6);
    expect(store.getState().ranges).toBe(ranges);
    expect(store.getState().outcome).toBe(outcome);
  });
  it('is not undone by news from before the newest order', () => {
    const store = createStudioStore();
    const running = () => store.getState().running;
    const order = store.getState().giveOrder(false);
    store.getState().pulse(pulse);
    expect(running()).toBe(false);
    store.getState().pulse({ ...pulse, order });
    expect(running()).toBe(true);
    const next = store.getState().giveOrder(true);
    store.getState().pulse({ ...pulse, order, running: false });
    expect(running()).toBe(true);
    store.getState().pulse({ ...pulse, order: next, running: false });
    expect(running()).toBe(false);
  });
  it('counts engines, because canvases die with them', () => {
    const store = createStudioStore();
    store.getState().engineReady({ name: 'a', software: false }, 'worker');
    store.getState().engineStarting();
    store.getState().engineReady({ name: 'a', software: false }, 'worker');
    expect(store.getState().generation).toBe(2);
  });
});

describe('notices', () => {
  it('says the same thing once, keeps the newest, and forgets on request', () => {
    const store = createStudioStore();
    const { notify, dismiss } = store.getState();
    for (const text of ['a', 'b', 'a', 'c', 'd', 'e']) notify('info', text);
    expect(store.getState().notices.map(({ text }) => text)).toEqual(['a', 'c', 'd', 'e']);
    dismiss(store.getState().notices[0]?.id ?? -1);
    expect(store.getState().notices.map(({ text }) => text)).toEqual(['c', 'd', 'e']);
    expect(new Set(store.getState().notices.map(({ id }) => id)).size).toBe(3);
  });
});

it('holds no typed arrays', () => {
  const seen = JSON.stringify(withPanes(4).getState(), (_key, value: unknown) => {
    if (ArrayBuffer.isView(value)) throw new Error('typed array in the state');
    return value;
  });
  expect(seen).toContain('vorticity');
});
