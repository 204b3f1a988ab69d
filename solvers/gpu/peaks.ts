import copySource from '../../shaders/base/copy.wgsl?raw';
import fmaSource from '../../shaders/base/fma.wgsl?raw';
import launchSource from '../../shaders/base/launch.wgsl?raw';
import type { Gpu } from './gpu';
import type { Kernel } from './kernel';
import { benchmark } from './timing';

const COPY: Kernel = { name: 'copy', wgsl: copySource, workgroup: [256, 1, 1], cost: { flops: 0, bytes: 32 } };
const FMA: Kernel = { name: 'fma', wgsl: fmaSource, workgroup: [64, 1, 1], cost: { flops: 4096, bytes: 4 } };
const LAUNCH: Kernel = { name: 'launch', wgsl: launchSource, workgroup: [1, 1, 1], cost: { flops: 0, bytes: 8 } };

/** What the adapter can do at best, measured: the yardstick of every "fraction of peak". */
export interface Peaks {
  /** 1e9 bytes a second read plus written by a copy kernel out of caches. */
  readonly copyGBs: number;
  /** 1e9 floating-point operations a second in registers; an FMA counts 2. */
  readonly fmaGflops: number;
  /** Microseconds of one dispatch of one thread in a long list. */
  readonly dispatchUs: number;
}

/** Measures the peaks; takes about a second, and up to 256 MiB. Speeds drift: compare within one run only. */
export async function measurePeaks(gpu: Gpu): Promise<Peaks> {
  const bytes = Math.min(gpu.device.limits.maxStorageBufferBindingSize, gpu.software ? 2 ** 25 : 2 ** 27);
  const items = gpu.software ? 2 ** 14 : 2 ** 20;
  const launches = 256;
  const arrays = await gpu.allocate(() => ({
    a: gpu.storage('peak copy from', bytes),
    b: gpu.storage('peak copy to', bytes),
    c: gpu.upload('peak factors', new Float32Array([0.5, 0.5])),
    d: gpu.storage('peak sums', 4 * items),
    e: gpu.storage('peak launches', 16),
  }));
  try {
    const { a, b, c, d, e } = arrays;
    const copy = await gpu.record('copy peak', (r) => r.dispatch(COPY, { a, b }, [bytes / 16]));
    const fma = await gpu.record('arithmetic peak', (r) => r.dispatch(FMA, { c, b: d }, [items]));
    const launch = await gpu.record('dispatch peak', (r) => {
      for (let k = 0; k < launches; k++) r.dispatch(LAUNCH, { a: e }, [1]);
    });
    const copyMs = (await benchmark(gpu, copy)).ms;
    const fmaMs = (await benchmark(gpu, fma)).ms;
    const launchMs = (await benchmark(gpu, launch)).ms;
    return {
      copyGBs: copy.cost.bytes / copyMs / 1e6,
      fmaGflops: fma.cost.flops / fmaMs / 1e6,
      dispatchUs: (1000 * launchMs) / launches,
    };
  } finally {
    for (const array of Object.values(arrays)) gpu.release(array);
    gpu.trim();
  }
}
