import { kernelKey } from './compile';
import type { Gpu } from './gpu';
import type { Kernel } from './kernel';
import type { Extent } from './program';

/** A question whose answer is known to the last bit. */
export interface KnownAnswer {
  /** Arrays by WGSL variable; the output among them holds what is there before. */
  readonly inputs: Readonly<Record<string, ArrayBufferView>>;
  readonly output: string;
  /** Bits that the output must begin with afterwards. */
  readonly expected: Uint32Array;
  readonly extent: Extent;
}

const asked = new WeakMap<Gpu, Map<string, Promise<boolean>>>();

/**
 * Whether this adapter's compiler left a kernel's arithmetic intact (error-free transforms are what compilers
 * break). Asked once for each device, source and constants: one kernel, one question.
 */
export function passesKnownAnswer(gpu: Gpu, kernel: Kernel, question: KnownAnswer): Promise<boolean> {
  let answers = asked.get(gpu);
  if (!answers) asked.set(gpu, (answers = new Map()));
  const key = kernelKey(kernel);
  let answer = answers.get(key);
  if (!answer) answers.set(key, (answer = ask(gpu, kernel, question)));
  return answer;
}

async function ask(gpu: Gpu, kernel: Kernel, { inputs, output, expected, extent }: KnownAnswer): Promise<boolean> {
  const buffers = Object.fromEntries(
    Object.entries(inputs).map(([variable, data]) => [variable, gpu.upload(`${kernel.name} ${variable}`, data)]),
  );
  try {
    const program = await gpu.record(`known answer of ${kernel.name}`, (r) => r.dispatch(kernel, buffers, extent));
    gpu.run(program);
    const bits = new Uint32Array(await gpu.read(buffers[output]!, 0, expected.byteLength));
    return bits.every((value, k) => value === expected[k]);
  } finally {
    for (const array of Object.values(buffers)) gpu.release(array);
  }
}
