import * as A from '../../../solvers/array';
import type { Gpu } from '../../../solvers/gpu';
import type { Running, Workload } from '../workload';
import { fftData, parameters } from './data';
import { running } from './training';

const { W4 } = parameters;

/** Two-dimensional complex transforms, there and back. */
export const fourier: readonly Workload[] = [
  { name: 'W4', step: 'there and back', size: W4.batch * W4.n ** 2, prepare },
];

async function prepare(gpu: Gpu): Promise<Running> {
  const { re, im } = fftData(W4);
  const data = Float32Array.from({ length: 2 * re.length }, (_, k) => (k % 2 === 0 ? re : im)[k >> 1]!);
  const x = A.constant(data, [W4.batch, W4.n, W4.n, 2]);
  let compiled: A.CompiledProgram;
  const build = async (): Promise<A.CompiledProgram> => {
    compiled = await A.compileProgram(gpu, 'W4', { outputs: { back: A.ifft(A.fft(x, [1, 2]), [1, 2]) } });
    return compiled;
  };
  const { loss0: _, facts, ...steps } = await running(gpu, build, 'back');
  const back = await compiled!.read('back');
  const error = back.reduce((most, value, k) => Math.max(most, Math.abs(value - data[k]!)), 0);
  return { ...steps, facts: () => ({ ...facts(), 'round trip': error }) };
}
