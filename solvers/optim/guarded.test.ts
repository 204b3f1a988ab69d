import { describe, expect, it } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import { constant, grad, mul, type Node, square, sub, sum, variable } from '../array';
import { inDouble, onDevice } from './executor';
import { adam } from './first-order';
import { type Guarded, guarded } from './guarded';

const SIZE = 7;
const target = Float64Array.from({ length: SIZE }, (_, k) => Math.cos(3 * k));

/** A quadratic whose size the test writes: NaN for a loss that is no number. */
function problem(): { p: Node; size: Node; guard: Guarded } {
  const [p, size] = [variable('p', [SIZE]), variable('size', [1])];
  const loss = sum(mul(size, square(sub(p, constant(target)))));
  const guard = guarded(p, [loss], (factor) => [adam(p, grad(loss, [p])[0], { rate: mul(0.05, factor) })]);
  return { p, size, guard };
}

const gpu = await openTestGpu();

describe.each([
  ['in f64', () => inDouble()],
  ['on the device', () => onDevice(gpu)],
] as const)('a guarded rule %s', (_, executorOf) => {
  async function start() {
    const { p, size, guard } = problem();
    const executor = executorOf();
    const step = await executor.step('guarded', { updates: guard.updates[0] });
    executor.write(size, [1]);
    executor.write(guard.rateFactor, [1]);
    const weights = async (): Promise<number[]> => Array.from(await executor.read(p));
    const number = async (node: Node): Promise<number> => (await executor.read(node))[0];
    return { p, size, guard, executor, step, weights, number };
  }

  it('takes back the step whose weights have no loss, halves the rate and goes on', async () => {
    const { p, guard, executor, step, weights, number } = await start();
    await step.run(9);
    const good = await weights();
    await step.run();
    executor.write(p, new Array(SIZE).fill(Number.NaN));
    await step.run();
    expect(await weights()).toEqual(good);
    expect(await number(guard.rejected)).toBe(1);
    expect(await number(guard.rateFactor)).toBe(0.5);
    await step.run(300);
    for (const [k, value] of (await weights()).entries()) expect(Math.abs(value - target[k])).toBeLessThan(0.02);
    expect(await number(guard.rejected)).toBe(1);
  });

  it('takes back a step after which the loss has grown a thousand times', async () => {
    const { size, executor, step, guard, weights, number } = await start();
    await step.run(5);
    const good = await weights();
    await step.run();
    executor.write(size, [1e5]);
    await step.run();
    expect(await weights()).toEqual(good);
    expect(await number(guard.rejected)).toBe(1);
    // New data: the next loss passes whatever it is.
    executor.write(guard.means[0], [0]);
    await step.run();
    expect(await number(guard.rejected)).toBe(1);
    expect(await weights()).not.toEqual(good);
  });

  it('never lets a number that is none into the weights', async () => {
    const { size, executor, step, guard, weights, number } = await start();
    await step.run(3);
    executor.write(size, [Number.NaN]);
    await step.run(40);
    for (const value of await weights()) expect(Number.isFinite(value)).toBe(true);
    expect(await number(guard.rejected)).toBe(40);
    expect(await number(guard.rateFactor)).toBe(2 ** -40);
  });
});
