/** Whether this page could have WebGPU at all; an adapter may still be missing. */
export function hasWebGpu(): boolean {
  return typeof navigator !== 'undefined' && 'gpu' in navigator && navigator.gpu !== undefined;
}

/** A fresh engine in its worker, which begins to open the device at once. */
export function spawnEngine(): Worker {
  return new Worker(new URL('../worker/worker.ts', import.meta.url), { type: 'module', name: 'engine' });
}
