import type { Gpu, Kernel, KnownAnswer } from '../../gpu';
import { chooseArithmetic, DOUBLE_SINGLE } from '../../gpu/double-single';
import { applyKernel, correctKernel, reduceKernel, residualKernel, variantOf } from './kernels';
import type { PairStencil } from './pair-stencil';
import { correctQuestion, reduceQuestion, residualQuestion } from './questions';

/** f32, or double-single. */
export type Precision = 'f32' | 'pairs';

/** The kernels of a system that depend on its operator or on the compiler. */
export interface SystemKernels {
  readonly residual: Readonly<Record<Precision, Kernel>>;
  readonly correct: Readonly<Record<Precision, Kernel>>;
  readonly sums: Kernel;
  readonly largest: Kernel;
  readonly apply: Kernel;
  readonly weighted: Kernel;
}

/**
 * Asks each double-single kernel its known answer. Throws `breakdown` where this GPU cannot do double-single, unless the
 * system is to be solved in `f32` only.
 */
export async function chooseKernels(gpu: Gpu, stencil: PairStencil, precision: Precision): Promise<SystemKernels> {
  const variant = variantOf(stencil);
  const choose = (build: (source: string) => Kernel, question: KnownAnswer) =>
    precision === 'pairs' ? chooseArithmetic(gpu, build, question) : build(DOUBLE_SINGLE.plain);
  const [residual, correct, sums, largest] = await Promise.all([
    choose((source) => residualKernel(source, variant, true), residualQuestion(variant)),
    choose((source) => correctKernel(source, true), correctQuestion()),
    choose((source) => reduceKernel(source, false), reduceQuestion(false)),
    choose((source) => reduceKernel(source, true), reduceQuestion(true)),
  ]);
  const { plain } = DOUBLE_SINGLE;
  return {
    residual: { f32: residualKernel(plain, variant, false), pairs: residual },
    correct: { f32: correctKernel(plain, false), pairs: correct },
    sums,
    largest,
    apply: applyKernel(plain, variant, false),
    weighted: applyKernel(plain, variant, true),
  };
}
