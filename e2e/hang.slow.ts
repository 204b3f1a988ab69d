import { expect, it } from 'vitest';
import { tamper, untilSaid, WORKER } from './faults';
import { LONG } from './scenes';
import { eventually, SLACK, sharedStudio } from './studio';

/** As long as the dispatch takes, about, s: far over the ten that are waited, and it ends, so that the machine survives. */
const HANG_S = 40;

const stage = sharedStudio();

it('a dispatch that hangs is told in ten counted seconds; the page stays usable, and nothing is ended', () => {
  const options = {
    hash: LONG,
    before: countEnds,
    prepare: (context: Parameters<typeof tamper>[0]) =>
      tamper(context, WORKER, (code) => `(${hangOnDemand})(${HANG_S});\n${code}`),
  };
  return stage.open(options, async (studio) => {
    const { page } = studio;
    await studio.untilDrawn();
    // A state is kept every five seconds.
    await studio.untilStep(20);
    await page.waitForTimeout(8_000);
    const stood = await studio.step();
    const asked = Date.now();
    await page.evaluate(() => {
      (globalThis as unknown as { keptWorkers: Worker[] }).keptWorkers.at(-1)!.postMessage({ hang: true });
    });
    const said = await untilSaid(studio, /has not answered for 10 s/, HANG_S * 1000);
    expect(Date.now() - asked).toBeGreaterThan(10_000);
    expect(said).toMatch(/share or save the scene, and restart the browser: to reload the page does not help/);
    // The GPU still hangs. What is shown may wait for it, the page does not: it is told to share, and makes the link.
    const held = await studio.step();
    const began = Date.now();
    await page.getByRole('button', { name: 'Share' }).dispatchEvent('click');
    const link = page.getByRole('dialog', { name: 'Share' }).locator('input[readonly]').first();
    await eventually(() => link.inputValue()).toContain('#s=');
    expect(Date.now() - began).toBeLessThan(1_000 * SLACK);
    expect(await studio.step()).toBe(held);
    // It was only busy: the run goes on where it stood, in the same worker, on the same device.
    await studio.untilStep(held + 10, 4 * HANG_S * 1000);
    expect(await page.evaluate(() => (globalThis as unknown as { ends: number }).ends)).toBe(0);
    expect((await studio.diagnostics()).generation).toBe(1);
    expect((await studio.notices.allInnerTexts()).filter((text) => text.includes('has not answered'))).toHaveLength(1);
    // What was kept before the hang is there for the browser that is started again.
    await page.reload();
    const from = Number(/goes on from step (\d+)/.exec(await untilSaid(studio, /goes on from step \d+/))![1]);
    expect(from).toBeGreaterThan(0);
    expect(stood).toBeGreaterThan(0);
  });
});

/** In the page, before its scripts: counts workers that are ended. */
function countEnds(): void {
  Object.assign(globalThis, { ends: 0 });
  const { terminate } = Worker.prototype;
  Worker.prototype.terminate = function () {
    (globalThis as unknown as { ends: number }).ends++;
    terminate.call(this);
  };
}

/** In the worker, before its script: when it is told to, its device works for about `seconds` on a single dispatch. */
function hangOnDemand(seconds: number): void {
  let device: GPUDevice;
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (descriptor) {
    device = await request.call(this, descriptor);
    return device;
  };
  // Each turn waits for the one before; the bounds come from a buffer, so that no compiler unrolls them.
  const code = `@group(0) @binding(0) var<storage, read_write> n: array<u32>;
@compute @workgroup_size(1) fn main() {
  var x = 1u;
  for (var i = 0u; i < n[0]; i++) { for (var k = 0u; k < n[1]; k++) { x = x * 1664525u + 1013904223u + (x >> 7u); } }
  n[2] = x;
}`;
  addEventListener('message', async ({ data }) => {
    if (!data?.hang) return;
    const compute = { module: device.createShaderModule({ code }) };
    const pipeline = await device.createComputePipelineAsync({ layout: 'auto', compute });
    const run = async (turns: number): Promise<number> => {
      const buffer = device.createBuffer({ size: 16, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST });
      device.queue.writeBuffer(buffer, 0, new Uint32Array([turns, 2 ** 20, 0, 0]));
      const entries = [{ binding: 0, resource: { buffer } }];
      const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
      const began = performance.now();
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(1);
      pass.end();
      device.queue.submit([encoder.finish()]);
      await device.queue.onSubmittedWorkDone();
      return performance.now() - began;
    };
    await run(1);
    const ms = await run(256);
    await run(Math.ceil((256 * 1000 * seconds) / ms));
  });
}
