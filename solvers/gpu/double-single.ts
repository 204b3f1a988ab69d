import arithmetic from '../../shaders/base/double-single.wgsl?raw';
import guarded from '../../shaders/base/double-single-guarded.wgsl?raw';
import plain from '../../shaders/base/double-single-plain.wgsl?raw';
import { Failure } from '../base/result';
import type { Gpu } from './gpu';
import type { Kernel } from './kernel';
import { type KnownAnswer, passesKnownAnswer } from './known-answer';

/** How double-single arithmetic is kept from the compiler's optimiser: not at all, or by integer operations. */
export type ArithmeticPath = 'plain' | 'guarded';

/** WGSL of double-single arithmetic; a kernel that uses it also has `fn guard() -> u32`, 0 read from a buffer. */
export const DOUBLE_SINGLE: Readonly<Record<ArithmeticPath, string>> = {
  plain: plain + arithmetic,
  guarded: guarded + arithmetic,
};

/**
 * The kernel that `build` makes on the first path which answers `question` to the last bit on this adapter: plain
 * where its compiler left that very kernel's error-free transforms intact, else guarded. Asked once for each device
 * and source. Throws `breakdown` where neither does.
 */
export async function chooseArithmetic(
  gpu: Gpu,
  build: (arithmetic: string) => Kernel,
  question: KnownAnswer,
): Promise<Kernel> {
  for (const path of ['plain', 'guarded'] as const) {
    const kernel = build(DOUBLE_SINGLE[path]);
    if (await passesKnownAnswer(gpu, kernel, question)) return kernel;
  }
  const name = build(DOUBLE_SINGLE.plain).name;
  const advice = 'this GPU rounds in a way that double-single arithmetic cannot use: switch double-single off.';
  throw new Failure('breakdown', `${name}: ${advice}`);
}
