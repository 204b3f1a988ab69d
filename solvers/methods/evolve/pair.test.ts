import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import { compileProgram, variable } from '../../array';
import type { Gpu } from '../../gpu';
import { changed } from './pair';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

it('keeps on the device what each sum loses, whatever its compiler knows of sums', async () => {
  const [n, steps] = [37, 1000];
  const [high, low, change] = ['high', 'low', 'change'].map((name) => variable(name, [n]));
  const one = variable('one', []);
  const [sum, rest] = changed(high, low, change, one);
  const updates = new Map([
    [high, sum],
    [low, rest],
  ]);
  const program = await compileProgram(gpu, 'pair', { updates });
  const step = Math.fround(1e-9);
  program.write(high, new Array(n).fill(1));
  program.write(low, new Array(n).fill(0));
  program.write(change, new Array(n).fill(step));
  program.write(one, [1]);
  for (let k = 0; k < steps; k++) gpu.run(program.program);
  const [highs, lows] = [await program.read(high), await program.read(low)];
  // Each step is a sixtieth of the least that 1 can change by in f32; the low parts round at 2^-24 of 6e-8 a step.
  for (let k = 0; k < n; k++) expect(Math.abs(highs[k] + lows[k] - 1 - steps * step)).toBeLessThan(steps * 4e-15);
  program.release();
});
