import { WebGPURenderer } from 'three/webgpu';
import type { Gpu } from '../../solvers/gpu';

/** As much of a canvas as three asks for when nothing is shown on it. */
const canvas = {
  width: 4,
  height: 4,
  style: {},
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
} as unknown as HTMLCanvasElement;

/** A renderer without a page, for what is drawn into targets. */
export async function testRenderer(gpu: Gpu): Promise<WebGPURenderer> {
  Object.assign(globalThis, {
    self: globalThis,
    requestAnimationFrame: () => 0,
    cancelAnimationFrame: () => undefined,
  });
  const renderer = new WebGPURenderer({ canvas, device: gpu.device });
  await renderer.init();
  return renderer;
}
