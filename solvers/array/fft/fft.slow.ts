import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import { record } from '../../../tests/report';
import { randomUniform } from '../../base/random';
import { benchmark, type Gpu, measurePeaks } from '../../gpu';
import { lowerFft } from './lower';
import { bindLowered, contextFor } from './lowered.testing';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

test('32 transforms of 256 x 256, there and back', async () => {
  const shape = [32, 256, 256];
  const elements = 2 * 32 * 256 * 256;
  const data = Float32Array.from({ length: elements }, (_, k) => 2 * randomUniform(1, k) - 1);
  const plan = { shape, axes: [1, 2], inverse: false, normalise: 'inverse' } as const;
  const [input, middle, output] = [
    gpu.upload('in', data),
    gpu.storage('mid', 4 * elements),
    gpu.storage('out', 4 * elements),
  ];
  const context = contextFor(gpu);
  const forward = await bindLowered(gpu, lowerFft({ ...plan, normalise: 'none' }, context), [input], middle);
  const back = await bindLowered(gpu, lowerFft({ ...plan, inverse: true }, context), [middle], output);
  const [there, here] = [await benchmark(gpu, forward.program), await benchmark(gpu, back.program)];
  const ms = there.ms + here.ms;
  const { copyGBs } = await measurePeaks(gpu);
  // On a software adapter the processor's time says what the wall's cannot where others use the machine.
  const before = process.cpuUsage();
  for (const { program } of [forward, back]) gpu.run(program, 0, 4 * program.length);
  await gpu.done();
  const { user, system } = process.cpuUsage(before);
  const [bytes, flops] = [
    forward.program.cost.bytes + back.program.cost.bytes,
    forward.program.cost.flops + back.program.cost.flops,
  ];
  const row = {
    'there [ms]': there.ms,
    'back [ms]': here.ms,
    'processor, both ways [ms]': (user + system) / 4e3,
    'GB/s': bytes / ms / 1e6,
    'copy [GB/s]': copyGBs,
    'GFLOP/s': flops / ms / 1e6,
  };
  console.log(gpu.adapterName, row);
  record('Fourier transforms: 32 complex arrays of 256 x 256', row, gpu.adapterName);
  const result = new Float32Array(await gpu.read(output));
  expect(result.reduce((most, value, k) => Math.max(most, Math.abs(value - data[k])), 0)).toBeLessThan(1e-5);
});
