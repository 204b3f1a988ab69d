import { describe, expect, it, vi } from 'vitest';
import type { Stroke } from '../../solvers/methods/solver';
import type { Engine } from '../engine/connection';
import type { LoadedScene } from '../worker/protocol';
import { BrushLink, brushIn, type Heading, radiusOf, sensedIn, strokesAt, toolsIn } from './brush-link';
import { createStudioStore, type StudioStore } from './store';

const EAST: Heading = [1, 0];

/** The one dab at a point. */
function strokeAt(state: Parameters<typeof strokesAt>[0], x: number, y: number, sign: 1 | -1): unknown {
  const strokes = strokesAt(state, x, y, sign, EAST);
  return typeof strokes === 'string' ? strokes : strokes[0];
}

/** A store with one pane that shows `u` on [0, 2] x [0, 1], in colours from -1 to 3. */
function painted(change: Partial<LoadedScene> = {}): StudioStore {
  const store = createStudioStore();
  const fields = ['u', 'speed'].map((name) => ({
    name,
    title: name,
    latex: name,
    unit: '',
    kind: 'sequential' as const,
  }));
  const loaded = {
    extent: [0, 2, 0, 1],
    fields,
    paints: ['u'],
    gives: ['a'],
    senses: [],
    overTime: false,
    startsByFormula: true,
    ...change,
  } as unknown as LoadedScene;
  store.setState({ loaded, ranges: [[-1, 3, -1, 3]], painting: 0 });
  store.getState().layOut(fields.slice(0, 1), [], { center: [1, 0.5], zoom: 1, orbit: [0, 0] }, 1);
  store.setState({ ranges: [[-1, 3, -1, 3]] });
  return store;
}

describe('a dab', () => {
  it('has its amount from what the colours span, its radius from the shorter side', () => {
    const store = painted();
    store.getState().setBrush({ size: 0.2, strength: 0.5 });
    expect(strokeAt(store.getState(), 1.5, 0.25, 1)).toEqual({ field: 'u', x: 1.5, y: 0.25, radius: 0.2, amount: 2 });
    expect(strokeAt(store.getState(), 1.5, 0.25, -1)).toMatchObject({ amount: -2 });
    store.getState().setPane(0, { range: [0, 1] });
    expect(strokeAt(store.getState(), 1, 1, 1)).toMatchObject({ amount: 0.5 });
    store.setState({ ranges: [[0, 0, 0, 0]] });
    store.getState().setPane(0, { range: null });
    // A field that is the same everywhere has no span of its own.
    expect(strokeAt(store.getState(), 1, 1, 1)).toMatchObject({ amount: 0.5 });
  });

  it.each([
    [-0.01, 0.5],
    [2.01, 0.5],
    [1, -0.1],
    [1, 1.1],
  ])('at (%s, %s) is outside, and one line says so', (x, y) => {
    const store = painted();
    const send = vi.fn();
    const link = new BrushLink(store, () => ({ dab: send }) as unknown as Engine, { keep: send, report: send });
    link.dab(x, y, 1, EAST);
    link.dab(x, y, 1, EAST);
    expect(send).not.toHaveBeenCalled();
    expect(store.getState().notices.map(({ text }) => text)).toEqual([
      'That dab was outside the domain: nothing was painted.',
    ]);
  });

  it('of a picture over time is at the present, wherever in time the pointer is', () => {
    const store = painted({ overTime: true });
    expect(strokeAt(store.getState(), 0.5, 77, 1)).toMatchObject({ x: 0.5, y: 0 });
    store.getState().setBrush({ size: 0.1 });
    expect(radiusOf(store.getState())).toBeCloseTo(0.2, 12);
  });

  it('goes into unknowns that are shown as maps only', () => {
    const store = painted();
    expect(brushIn(store.getState(), 0)).toBe('dab');
    expect(brushIn(store.getState(), 1)).toBeNull();
    store.getState().setPane(0, { mode: 'surface' });
    expect(brushIn(store.getState(), 0)).toBeNull();
    store.getState().setPane(0, { mode: 'map', field: 'speed' });
    expect(strokeAt(store.getState(), 1, 0.5, 1)).toMatch(/show u as a map/);
  });
});

it('what follows from the velocity of a flow is pushed, where the hand goes', () => {
  const store = painted({ paints: ['u', 'v'], hasVelocity: true });
  store.getState().setPane(0, { field: 'speed' });
  store.setState({ metrics: { maxSpeed: { value: 4, unit: '' } } });
  expect(brushIn(store.getState(), 0)).toBe('push');
  const strokes = strokesAt(store.getState(), 1, 0.5, 1, [0.6, -0.8]);
  expect(strokes).toMatchObject([
    { field: 'u', amount: 0.5 * 4 * 0.6 },
    { field: 'v', amount: -0.5 * 4 * 0.8 },
  ]);
  expect(strokesAt(store.getState(), 1, 0.5, -1, EAST)).toMatchObject([{ field: 'u', amount: -2 }]);
});

it('draws walls where the method takes bodies: by choice, or where nothing else can be done', () => {
  const store = painted({ takesWalls: true });
  expect([toolsIn(store.getState(), 0), brushIn(store.getState(), 0)]).toEqual([['dab', 'wall'], 'dab']);
  store.getState().setTool('wall');
  expect(brushIn(store.getState(), 0)).toBe('wall');
  expect(strokeAt(store.getState(), 1, 0.5, 1)).toMatch(/cannot be painted/);
  store.getState().setTool('dab');
  store.getState().setPane(0, { field: 'speed' });
  expect(brushIn(store.getState(), 0)).toBe('wall');
  store.getState().setPane(0, { mode: 'surface' });
  expect(brushIn(store.getState(), 0)).toBeNull();
});

it('drops sensors where they can be read: what is shown, its reference or its error', () => {
  const store = painted({ senses: ['u'], takesWalls: true, paints: [], gives: [] });
  expect([toolsIn(store.getState(), 0), brushIn(store.getState(), 0)]).toEqual([['sensor', 'wall'], 'sensor']);
  expect(strokeAt(store.getState(), 1, 0.5, 1)).toMatch(/cannot be painted/);
  const tellsOf = (field: string) => {
    store.getState().setPane(0, { field });
    return [sensedIn(store.getState(), 0), toolsIn(store.getState(), 0)];
  };
  expect(tellsOf('u.error')).toEqual(['u', ['sensor', 'wall']]);
  expect(tellsOf('speed')).toEqual([null, ['wall']]);
  store.getState().setTool('wall');
  tellsOf('u.reference');
  expect(brushIn(store.getState(), 0)).toBe('wall');
});

it('dabs that come while some are under way wait together, in order, and none is lost', async () => {
  const store = painted();
  const sent: Stroke[][] = [];
  let answer = (): void => {};
  const dab = (strokes: Stroke[]) => {
    sent.push([...strokes]);
    return new Promise<void>((resolve) => {
      answer = resolve;
    });
  };
  const link = new BrushLink(store, () => ({ dab }) as unknown as Engine, { keep: () => {}, report: () => {} });
  for (const x of [0.1, 0.2, 0.3, 0.4]) link.dab(x, 0.5, 1, EAST);
  expect(sent.map((batch) => batch.map(({ x }) => x))).toEqual([[0.1]]);
  answer();
  await vi.waitFor(() => expect(sent).toHaveLength(2));
  expect(sent[1]!.map(({ x }) => x)).toEqual([0.2, 0.3, 0.4]);
});

it('a brush stays within its limits', () => {
  const store = painted();
  store.getState().setBrush({ size: 9, strength: 0 });
  expect(store.getState().brush).toEqual({ size: 0.5, strength: 0.05 });
});

it('what is painted on a given field, or on the start of a run that rests, becomes part of the scene', () => {
  const store = painted();
  const [dab, keep] = [vi.fn(async () => {}), vi.fn()];
  const link = new BrushLink(store, () => ({ dab }) as unknown as Engine, { keep, report: keep });
  const paint = (state: object): void => {
    store.setState(state);
    for (const x of [0.1, 0.2]) link.dab(x, 0.5, 1, EAST);
    link.lift();
    link.lift();
  };
  paint({ step: 3, running: false });
  paint({ step: 0, running: true });
  expect(keep).not.toHaveBeenCalled();
  paint({ step: 0, running: false });
  expect(keep).toHaveBeenCalledTimes(1);
  expect(keep.mock.lastCall![0]).toMatchObject([
    { field: 'u', x: 0.1 },
    { field: 'u', x: 0.2 },
  ]);
  const sent = dab.mock.calls.length;
  store.getState().setPane(0, { field: 'a' });
  paint({ step: 3, running: true });
  expect(keep).toHaveBeenCalledTimes(2);
  expect(store.getState().trace).toEqual([
    [0.1, 0.5],
    [0.2, 0.5],
  ]);
  expect(dab).toHaveBeenCalledTimes(sent);
});
