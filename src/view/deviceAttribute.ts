import { StorageBufferAttribute, type WebGPURenderer } from 'three/webgpu';
import type { DeviceArray } from '../../solvers/gpu';

/** The part of three's WebGPU backend that this file leans on; it is private there, so three is pinned exactly. */
interface Backend {
  get(key: object): { buffer?: Pick<DeviceArray['raw'], 'destroy'> };
}

function backendOf(renderer: WebGPURenderer): Backend {
  return renderer.backend as unknown as Backend;
}

/**
 * The only door from the solver's buffers into three: an attribute that *is* `array`'s GPU buffer, so that shaders
 * read it with no copy. The renderer must have been initialised on the device that holds the array. three makes a
 * buffer for an attribute at its first use only if it finds none.
 */
export function deviceAttribute(
  renderer: WebGPURenderer,
  array: DeviceArray,
  itemSize: 1 | 2 | 4,
): StorageBufferAttribute {
  const attribute = new StorageBufferAttribute(new Float32Array(itemSize), itemSize);
  attribute.name = array.label;
  backendOf(renderer).get(attribute).buffer = array.raw;
  return attribute;
}

/** Takes the buffer out of three's hands again: otherwise disposing the renderer would destroy the solver's buffer. */
export function releaseAttribute(renderer: WebGPURenderer, attribute: StorageBufferAttribute): void {
  backendOf(renderer).get(attribute).buffer = { destroy: () => undefined };
}
