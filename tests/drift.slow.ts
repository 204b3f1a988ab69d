import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readNpz } from '../solvers/io';
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

test.each(SCENES)('$preset: two implementations agree within rounding', ({ preset, settings, chain }) => {
  const { fields: one, steps } = solve(preset, settings, 'llvmpipe');
  const { fields: other, steps: otherSteps } = solve(preset, settings, 'swiftshader');
  expect(otherSteps).toBe(steps);
  expect([...one.keys()]).toEqual([...other.keys()]);
  for (const [name, values] of one) {
    const apart = values.reduce((most, value, k) => Math.max(most, Math.abs(value - other.get(name)![k]!)), 0);
    const size = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    // Roundings that know nothing of each other walk at random; four deviations.
    const allowed = 4 * EPS * Math.sqrt(steps * chain) * Math.max(size, 1);
    const row = { preset, steps, field: name, 'largest difference': apart, allowed, size };
    record('Drift between two implementations of WebGPU', row);
    expect(apart, name).toBeLessThanOrEqual(allowed);
  }
});
