import type { DeviceArray, Extent, Gpu, Kernel, UniformValue } from '../solvers/gpu';

/** Words after every array: more than a row of any test grid, so that a slip of one row lands in them. */
const GUARD_WORDS = 512;
/**
 * Quiet NaNs, each with a payload of its own: a kernel that reads past its array gets a NaN, one that writes there
 * leaves a trace, even if it only carries a canary from one place to another.
 */
const canary = (array: number, word: number) => 0x7fc00000 + array * GUARD_WORDS + word;

/** What one kernel is given; everything by the names of its WGSL variables. */
export interface KernelInput {
  /** Fields of the uniform structures. */
  readonly uniforms?: Readonly<Record<string, Readonly<Record<string, UniformValue>>>>;
  /** Contents of the storage arrays before the run; those that the kernel only writes, too. */
  readonly arrays: Readonly<Record<string, Float32Array | Uint32Array>>;
  /** Arrays to bind without a guard, because the kernel asks for their length. */
  readonly exact?: readonly string[];
  /** Items to cover. */
  readonly extent: Extent;
}

/** Contents of the storage arrays after the run, as 32-bit words. */
export interface KernelOutput {
  f32(name: string): Float32Array;
  u32(name: string): Uint32Array;
}

/**
 * Runs one kernel once on the given arrays. Every array stands before a guard of canaries that must survive: out of
 * range writes land on the last element of a binding, where they would look like boundary data.
 * @throws Error naming the array whose canaries were overwritten.
 */
export async function runKernel(gpu: Gpu, kernel: Kernel, input: KernelInput): Promise<KernelOutput> {
  const { uniforms = {}, arrays, exact = [], extent } = input;
  const owned: DeviceArray[] = [];
  const buffers: Record<string, DeviceArray> = {};
  for (const [name, fields] of Object.entries(uniforms)) {
    const uniform = gpu.uniforms(kernel, name);
    uniform.set(fields);
    uniform.flush();
    owned.push((buffers[name] = uniform.array));
  }
  for (const [k, [name, data]] of Object.entries(arrays).entries()) {
    const words = new Uint32Array(data.length + (exact.includes(name) ? 0 : GUARD_WORDS));
    words.forEach((_, at) => {
      words[at] = canary(k, at - data.length);
    });
    words.set(new Uint32Array(data.buffer, data.byteOffset, data.length));
    owned.push((buffers[name] = gpu.upload(name, words)));
  }
  try {
    gpu.run(await gpu.record(kernel.name, (recorder) => recorder.dispatch(kernel, buffers, extent)));
    const after = new Map<string, ArrayBuffer>();
    for (const [k, [name, data]] of Object.entries(arrays).entries()) {
      const words = new Uint32Array(await gpu.read(buffers[name]));
      const guard = exact.includes(name) ? [] : words.subarray(data.length, data.length + GUARD_WORDS);
      const broken = guard.findIndex((word, at) => word !== canary(k, at));
      if (broken >= 0) throw new Error(`${kernel.name} wrote past the end of ${name}, ${broken} words behind it`);
      after.set(name, words.slice(0, data.length).buffer);
    }
    const words = (name: string) => {
      const found = after.get(name);
      if (!found) throw new Error(`${kernel.name} was given no array ${name}`);
      return found;
    };
    return { f32: (name) => new Float32Array(words(name)), u32: (name) => new Uint32Array(words(name)) };
  } finally {
    for (const array of owned) gpu.release(array);
  }
}
