import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fisher } from '../docs/examples/fisher';
import type { Gpu } from '../solvers/gpu';
import { openTestGpu } from './gpu';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

const read = (path: string): string => readFileSync(new URL(`../docs/${path}`, import.meta.url), 'utf8');

it('the example of docs/array-programs.md stands there as it runs, in under 30 lines', () => {
  const text = read('examples/fisher.ts').trim();
  expect(read('array-programs.md')).toContain(`\`\`\`ts\n${text}\n\`\`\``);
  expect(text.split('\n').length).toBeLessThan(30);
});

it('and trains: the loss falls, on fresh points at every step', async () => {
  const { program, read: output, release } = await fisher(gpu);
  const losses: number[] = [];
  for (const steps of [1, 1, 200]) {
    gpu.run(program, 0, steps * program.length);
    losses.push((await output('loss'))[0]);
  }
  const [first, second, last] = losses;
  // A step at rate 2e-3 moves the loss by more than its last digits, and 200 of them bring it down by far.
  expect(second).not.toBe(first);
  expect(last).toBeLessThan(first / 4);
  release();
});
