import { afterAll, beforeAll, describe, it } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import * as A from '../array';
import type { Gpu } from '../gpu';
import { type Condition, expectStored, outputsOf, type Reference, reaction, ridge } from './reference.testing';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

async function onDevice(outputs: Readonly<Record<string, A.Node>>): Promise<Record<string, Float32Array>> {
  const compiled = await A.compileProgram(gpu, 'reference', { outputs });
  gpu.run(compiled.program);
  const values: Record<string, Float32Array> = {};
  for (const name of Object.keys(outputs)) values[name] = await compiled.read(name);
  compiled.release();
  return values;
}

function inDouble(outputs: Readonly<Record<string, A.Node>>): Record<string, Float64Array> {
  const values = A.interpret(Object.values(outputs));
  return Object.fromEntries(Object.keys(outputs).map((name, k) => [name, values[k]]));
}

/** Solution and derivatives, to the bounds that the layer of hard constraints must meet in f32. */
async function expectBoth(problem: Reference, bound: number): Promise<void> {
  expectStored(inDouble(outputsOf(problem, { tolerance: 1e-12 })), problem, 1e-11);
  expectStored(await onDevice(outputsOf(problem, { tolerance: 1e-6 })), problem, bound);
}

describe.each<Condition>(['1e1', '1e3', '1e5'])('condition %s', (condition) => {
  it('ridge regression', () => expectBoth(ridge(condition), 1e-5));

  it('reaction', () => expectBoth(reaction(condition), condition === '1e1' ? 1e-5 : 1e-4));
});
