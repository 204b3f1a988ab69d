import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applySettings, presetById, presets, resolve, storedReference } from '../../scenes';
import stored from '../../scenes/references/stored.json';
import type { Gpu } from '../../solvers/gpu';
import { readNpy } from '../../solvers/io';
import { methods } from '../../solvers/methods/all';
import type { HostField } from '../../solvers/methods/solver';
import type { Frame } from '../solve';
import { Comparison, exactComparison } from './compare';
import { openReference } from './open';
import { referenceFor } from './plan';
import { loadStored } from './truth';

const readAsset = async (path: string) => readFileSync(new URL(`../../public/${path}`, import.meta.url));
const sceneOf = (id: string, ...settings: string[]) => applySettings(presetById(id).scene, settings);

describe('what an answer is measured against', () => {
  test.each([
    ['the exact solution', sceneOf('wave'), 'exact'],
    ['a stored solution', sceneOf('burgers'), 'stored: burgers'],
    [
      'the stored one also on another grid, to another time, by another method',
      sceneOf('burgers', 'grid.n=64', 'coordinates.t=[0,0.5]', 'method=pinn'),
      'stored: burgers',
    ],
    [
      'another method where the parameters are others',
      sceneOf('burgers', 'params.nu=0.01', 'method=pinn'),
      'evolve on 2048 cells',
    ],
    ['nothing rather than itself', sceneOf('burgers', 'params.nu=0.01'), null],
    ['nothing for another problem', sceneOf('burgers', 'equations[0]=u_t + u*u_x = nu*u_xx + 0*u'), null],
    ['nothing where the scene says so', sceneOf('wave', 'reference=none'), null],
    ['itself on a finer grid', sceneOf('burgers', 'params.nu=0.01', 'reference=refined'), 'evolve on 2048 cells'],
    ['a method by name', sceneOf('burgers', 'reference=evolve', 'method=pinn'), 'evolve on 2048 cells'],
  ])('%s', (_what, scene, label) => {
    expect(referenceFor(scene, methods)?.label ?? null).toBe(label);
  });

  test('an array for an input field makes another problem, on its own grid', () => {
    const a = { shape: [64, 64], data: new Float64Array(64 * 64).fill(1) };
    const scene = sceneOf('darcy', 'method=fno');
    expect(referenceFor(sceneOf('poisson-jump'), {})?.label).toBe('stored: poisson-jump');
    expect(referenceFor(sceneOf('poisson-jump', 'grid.at=cells'), {}, { a })).toBeNull();
    expect(referenceFor(scene, methods)?.label).toBe('multigrid on 128 x 128 cells');
  });
});

describe('stored solutions', () => {
  test.each(stored.references.map((one) => [one.name, one] as const))(
    '%s can be read and belongs to presets',
    async (_, one) => {
      const { frames } = await loadStored(one as NonNullable<ReturnType<typeof storedReference>>, readAsset);
      const [first] = frames;
      for (const id of one.presets) {
        const { unknowns, coordinates } = presets.find((preset) => preset.id === id)!.scene;
        for (const { name, coordinates: own } of first!.fields) {
          expect(unknowns).toContain(name);
          expect(Object.keys(own).every((axis) => axis in coordinates)).toBe(true);
        }
      }
      const values = frames.flatMap(({ fields }) => fields.map(({ data }) => data.every(Number.isFinite)));
      expect(values.every(Boolean)).toBe(true);
    },
  );

  test('those that start by a formula start so', async () => {
    for (const id of ['burgers', 'allen-cahn', 'kdv', 'kuramoto-sivashinsky', 'reaction-diffusion']) {
      const scene = sceneOf(id);
      const { problem } = resolve(scene);
      const [start] = (await loadStored(storedReference(scene)!, readAsset)).frames;
      // The start as a "solution": exact at t = 0.
      const errors = exactComparison({ ...problem, exact: problem.initial }, start!);
      // Rounding to f32.
      expect(errors.relL2!.value, id).toBeLessThan(1e-7);
    }
  });
});

describe('a stored flow from a stored start', () => {
  const w0 = (name: string, change = 0) => {
    const { shape, data } = readNpy(readFileSync(new URL(`../../public/references/${name}.w0.npy`, import.meta.url)));
    return { w0: { shape, data: Float64Array.from(data, (value, k) => value + (k === 100 ? change : 0)) } };
  };
  const started = (name: string) =>
    sceneOf(name, 'inputs={"w0":{"file":"w0.npy","at":"nodes"}}', 'conditions[0]={"on":"t=0","is":"w = w0"}');
  const means = (inputs: ReturnType<typeof w0>) => ({ methods: {}, gpu: {} as Gpu, readAsset, inputs });

  test.each(['ns-vorticity-forced', 'ns-vorticity-decaying'])('%s is found and begins with it', async (name) => {
    expect(referenceFor(sceneOf(name, 'seed=7'))).toBeNull();
    expect(referenceFor(sceneOf(name))?.label).toBe(`stored: ${name}`);
    const reference = await openReference(started(name), means(w0(name)));
    expect(reference?.label).toBe(`stored: ${name}`);
    await expect(openReference(started(name), means(w0(name, 3)))).rejects.toThrow(/began with another w/);

    // An answer that begins elsewhere has no errors; one that begins there has.
    const { frames } = await loadStored(storedReference(sceneOf(name))!, readAsset);
    const [first, second] = frames as [Frame, Frame];
    const turned = (fields: readonly HostField[]) =>
      fields.map((field) => ({ ...field, data: field.data.map((v) => -v) }));
    reference!.watch!.look(first);
    reference!.watch!.look({ time: second.time, fields: turned(second.fields) });
    expect(reference!.errors(second).relL2!.value).toBeGreaterThan(1);
    expect(reference!.missed()).toMatch(/at 2 of/);
    reference!.watch!.look({ time: 0, fields: turned(first.fields) });
    expect([reference!.errors(second), reference!.missed()]).toEqual([{}, expect.stringMatching(/does not begin/)]);
  });
});

describe('a comparison', () => {
  const scene = sceneOf('kdv');
  const { problem } = resolve(scene);
  const load = () => loadStored(storedReference(scene)!, readAsset);

  test('of frames takes those that meet a time, on the points of the stored one', async () => {
    const truth = await load();
    const comparison = new Comparison(problem, truth);
    expect(comparison.times.length).toBe(101);
    // Every second point of the very solution, off by 0.01 everywhere, a hair after the time.
    const half = ({ data }: HostField): HostField => {
      const coordinates = { x: Float64Array.from({ length: 256 }, (_, k) => -1 + k / 128) };
      return { name: 'u', shape: [256], data: coordinates.x.map((_, k) => data[2 * k]! + 0.01), coordinates };
    };
    for (const k of [0, 25, 50]) comparison.look({ time: k / 100 + 1e-8, fields: truth.frames[k]!.fields.map(half) });
    comparison.look({ time: 0.505, fields: truth.frames[50]!.fields });
    expect(comparison.seen).toBe(3);
    const size = Math.sqrt([0, 25, 50].reduce((sum, k) => sum + rms(truth.frames[k]!.fields[0]!.data) ** 2, 0) / 3);
    // The solitons are 0.05 wide on points 0.008 apart: what is between is right to 1e-5.
    expect(comparison.metrics().relL2!.value).toBeCloseTo(0.01 / size, 5);
  });

  test('of a network takes all times at once, whatever its points', async () => {
    const truth = await load();
    const comparison = new Comparison(problem, truth);
    const { t, x } = comparison.coordinates as { t: Float64Array; x: Float64Array };
    expect([t.length, x.length]).toEqual([101, 512]);
    const data = Float64Array.from(truth.frames.flatMap(({ fields }) => [...fields[0]!.data]));
    comparison.look({ time: 1, fields: [{ name: 'u', shape: [101, 512], data, coordinates: { t, x } }] });
    expect(comparison.seen).toBe(101);
    expect(comparison.metrics()).toMatchObject({ relL2: { value: 0 }, 'maxError.u': { value: 0 } });
  });

  test('with a steady solution takes the end, and the points of either grid', async () => {
    const cavity = sceneOf('cavity-re100');
    const truth = await loadStored(storedReference(cavity)!, readAsset);
    const comparison = new Comparison(resolve(cavity).problem, truth);
    expect(comparison.times).toEqual([]);
    comparison.look({ time: 37, fields: truth.frames[0]!.fields });
    expect(comparison.metrics().relL2!.value).toBe(0);
  });

  test('without a time that was met has no numbers', async () => {
    const comparison = new Comparison(problem, await load());
    comparison.look({ time: 0.123456, fields: [] });
    expect(comparison.metrics()).toEqual({});
  });
});

function rms(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}
