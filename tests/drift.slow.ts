import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { applySettings, presetById, resolve } from '../scenes';
import { readNpz } from '../solvers/io';
import { modelOf } from '../solvers/methods/evolve/choose';
import { inF64 } from '../solvers/methods/evolve/evolve.testing';
import { specOf } from '../solvers/methods/evolve/problem-spec';
import { record } from './report';

const folder = mkdtempSync(join(tmpdir(), 'drift-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Rounding to f32, relative. */
const EPS = 2 ** -24;
/**
 * Scenes that end at a time, and how many f32 operations stand one behind the other in a step: those of the method's
 * transforms, or of two sweeps a level of its multigrid cycle.
 */
const SCENES = [
  { preset: 'taylor-green', settings: ['grid.n=32', 'coordinates.t=[0,0.2]'], chain: 200 },
  { preset: 'heat', settings: ['grid.n=32'], chain: 60 },
] as const;

/** The fields of a run by the command line on an adapter, and its steps. */
function solve(preset: string, settings: readonly string[], adapter: string) {
  const out = join(folder, `${preset}-${adapter}`);
  const args = ['scripts/cli.mjs', 'solve', preset, ...settings.flatMap((setting) => ['--set', setting])];
  execFileSync(process.execPath, [...args, '--adapter', adapter, '--out', out], { stdio: 'pipe' });
  const arrays = readNpz(readFileSync(join(out, 'fields.npz')));
  const fields = [...arrays].map(([name, { data }]) => [name, Float64Array.from(data as ArrayLike<number>)] as const);
  const { steps } = JSON.parse(readFileSync(join(out, 'metrics.json'), 'utf8')) as { steps: number };
  return { fields: new Map(fields), steps };
}

/**
 * Largest difference that roundings explain: those that know nothing of each other walk at random, here four deviations
 * far; `sides` of a comparison round.
 */
function allowedAfter(steps: number, chain: number, size: number, sides: 1 | 2): number {
  return 4 * EPS * Math.sqrt((sides * steps * chain) / 2) * Math.max(size, 1);
}

function expectClose(
  what: { readonly preset: string; readonly pair: string; readonly steps: number; readonly field: string },
  [one, other]: readonly [Float64Array, Float64Array],
  allowed: (size: number) => number,
): void {
  expect(one.length, what.field).toBe(other.length);
  const apart = one.reduce((most, value, k) => Math.max(most, Math.abs(value - other[k]!)), 0);
  const size = other.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const row = { ...what, 'largest difference': apart, allowed: allowed(size), size };
  record('Drift between two implementations of WebGPU and f64', row);
  expect(apart, `${what.pair}: ${what.field}`).toBeLessThanOrEqual(allowed(size));
}

test.each(SCENES)('$preset: two implementations agree within rounding', ({ preset, settings, chain }) => {
  const { fields: one, steps } = solve(preset, settings, 'llvmpipe');
  const { fields: other, steps: otherSteps } = solve(preset, settings, 'swiftshader');
  expect(otherSteps).toBe(steps);
  expect([...one.keys()]).toEqual([...other.keys()]);
  for (const [field, values] of one) {
    const what = { preset, pair: 'llvmpipe, SwiftShader', steps, field };
    expectClose(what, [values, other.get(field)!], (size) => allowedAfter(steps, chain, size, 2));
  }
});

/**
 * Array programs, which the interpreter runs in f64, with a step that is given, and how many operations stand one behind
 * the other in a step: four stages with two transforms there and back each. The state keeps its low part, so that what
 * steps round is small beside the way that it goes, and they add up to a single rounding of it.
 */
const PROGRAMS = [
  { preset: 'heat', settings: ['grid.n=32', 'dt=0.01'], chain: 60 },
  { preset: 'kdv', settings: ['grid.n=64', 'dt=0.002'], chain: 120 },
] as const;

test.each(PROGRAMS)('$preset: both agree with the interpreter in f64', ({ preset, settings, chain }) => {
  const scene = applySettings(presetById(preset).scene, settings);
  const spec = specOf(resolve(scene).problem);
  for (const adapter of ['llvmpipe', 'swiftshader']) {
    const { fields, steps } = solve(preset, settings, adapter);
    const exact = inF64(modelOf(spec), spec, (spec.time.max - spec.time.min) / steps, steps);
    let compared = 0;
    for (const [field, values] of exact) {
      const own = fields.get(field);
      if (!own) continue;
      compared++;
      const what = { preset, pair: `${adapter}, f64`, steps, field };
      expectClose(what, [own, values], (size) => allowedAfter(1, chain, size, 1));
    }
    expect(compared).toBeGreaterThan(0);
  }
});
