import { Failure } from '../base/result';
import { Gpu, type GpuOptions } from './gpu';
import { type Limits, requireLimits, WANTED_LIMITS } from './limits';

/** A browser whose GPU process hangs never answers; nothing helps then but a restart of the browser. */
const ANSWER_MS = 20_000;

const FEATURES = ['timestamp-query', 'subgroups'] as const;

export interface OpenOptions extends GpuOptions {
  /** Limits without which there is no use in opening. */
  readonly required?: Limits;
  /** Limits to take where the adapter has them; default {@link WANTED_LIMITS}. `{}` opens with WebGPU's own. */
  readonly wanted?: Limits;
  /** What to do where no adapter is offered; default: a browser's ways. */
  readonly noAdapterAdvice?: string;
}

/** True where the adapter runs on the CPU, by its own word or by name. */
export function isSoftware(info: GPUAdapterInfo): boolean {
  const names = `${info.vendor} ${info.architecture} ${info.device} ${info.description}`;
  return info.isFallbackAdapter || /llvmpipe|lavapipe|swiftshader|softpipe|basic render|\bwarp\b/i.test(names);
}

/** Threads of every subgroup, or 0 where they vary. */
function subgroupOf({ subgroupMinSize = 0, subgroupMaxSize = 0 }: GPUAdapterInfo): number {
  return subgroupMinSize === subgroupMaxSize ? subgroupMinSize : 0;
}

/**
 * Opens the best adapter of `entry` (`navigator.gpu`, or Dawn's). The limits are the least of what is wanted and
 * what the adapter has; if that is refused, a fresh adapter is asked once with the required limits alone. Throws
 * `no-adapter` with what to do.
 */
export async function openGpu(entry: GPU | undefined, options: OpenOptions = {}): Promise<Gpu> {
  if (!entry) throw new Failure('no-adapter', noEntryAdvice());
  const { required = {}, wanted = WANTED_LIMITS, noAdapterAdvice = BROWSER_ADVICE } = options;
  let refusal: unknown;
  // An adapter gives one device, so each try needs its own.
  for (const wish of [wanted, {}]) {
    const adapter = await answer(entry.requestAdapter({ powerPreference: 'high-performance' }));
    if (!adapter) throw new Failure('no-adapter', noAdapterAdvice);
    const requiredLimits = requireLimits(adapter.limits, required, wish);
    const requiredFeatures = wish === wanted ? FEATURES.filter((feature) => adapter.features.has(feature)) : [];
    try {
      const device = await answer(adapter.requestDevice({ requiredLimits, requiredFeatures }));
      const { vendor, architecture, description } = adapter.info;
      const name = [vendor, architecture, description].filter(Boolean).join(' ') || 'unnamed adapter';
      const subgroup = requiredFeatures.includes('subgroups') ? subgroupOf(adapter.info) : 0;
      const facts = { name, software: isSoftware(adapter.info), subgroup };
      return new Gpu(device, facts, options);
    } catch (error) {
      if (error instanceof Failure) throw error;
      refusal = error;
    }
  }
  const reason = refusal instanceof Error ? refusal.message : String(refusal);
  throw new Failure('no-adapter', `The GPU refused a device (${reason}): close other GPU-heavy tabs and reload.`);
}

const BROWSER_ADVICE =
  'WebGPU is there, but offers no adapter. Turn on hardware acceleration in the browser settings and update the ' +
  'graphics driver; on Linux start Chrome with --enable-unsafe-webgpu --enable-features=Vulkan, and without a GPU ' +
  'add --use-webgpu-adapter=swiftshader. chrome://gpu tells why it is blocked.';

function noEntryAdvice(): string {
  if (globalThis.isSecureContext === false) {
    return 'WebGPU needs a secure page: open it over https, or from localhost.';
  }
  return (
    'This browser has no WebGPU. Use Chrome or Edge 113 or later (Android: Chrome 121), Safari 26, or Firefox 141 ' +
    'on Windows and 145 on a Mac; on Linux start Chrome with --enable-unsafe-webgpu --enable-features=Vulkan.'
  );
}

async function answer<T>(promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    const advice = `The GPU has not answered for ${ANSWER_MS / 1000} s: restart the browser.`;
    timer = setTimeout(() => reject(new Failure('no-adapter', advice)), ANSWER_MS);
  });
  try {
    return await Promise.race([promise, silence]);
  } finally {
    clearTimeout(timer);
  }
}
