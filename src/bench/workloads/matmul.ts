import * as A from '../../../solvers/array';
import type { Workload } from '../workload';
import { matmulData, parameters } from './data';
import { running } from './training';

const { W5 } = parameters;

/** One product of two square matrices. */
export const matmul: readonly Workload[] = [
  {
    name: 'W5',
    step: 'product',
    size: W5.m * W5.n,
    prepare: async (gpu) => {
      const data = matmulData(W5);
      const build = (): Promise<A.CompiledProgram> => {
        const product = A.matmul(A.constant(data.A, [W5.m, W5.k]), A.constant(data.B, [W5.k, W5.n]));
        return A.compileProgram(gpu, 'W5', { outputs: { product } });
      };
      return running(gpu, build, 'product');
    },
  },
];
