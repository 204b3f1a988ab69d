import type { StageContext } from './stage';

/** What kernels are chosen by. */
export type Adapter = Pick<StageContext, 'software' | 'subgroup'>;

/** Threads of a subgroup that share their loads: on llvmpipe all, elsewhere none (0). See docs/decisions/0011. */
export function sharingOf({ software, subgroup }: Adapter): number {
  return software && subgroup >= 8 ? subgroup : 0;
}

/** Sums that a thread holds at once: on a processor those that spill stay in its first cache. */
export function sumsOf(adapter: Adapter): number {
  return sharingOf(adapter) > 0 ? 128 : adapter.software ? 256 : 32;
}

/** What a kernel that calls {@link common} begins with, and the parameters of its main function besides. */
export function sharingText(sharing: number): { readonly enable: string; readonly lane: string } {
  if (sharing === 0) return { enable: '', lane: '' };
  return { enable: 'enable subgroups;\n', lane: ', @builtin(subgroup_invocation_id) lane: u32' };
}

/**
 * Declares `name`0, `name`1, .., numbers that all threads need, loaded by `load` of their place in the row. A subgroup
 * loads a row of them at once; it may read beyond the last, but hands nothing of that round.
 */
export function common(sharing: number, name: string, count: number, load: (place: string) => string): string {
  if (sharing === 0) {
    return range(count)
      .map((r) => `let ${name}${r} = ${load(`${r}u`)};`)
      .join(' ');
  }
  const rows = range(Math.ceil(count / sharing)).map((g) => {
    return `let ${name}_row${g} = ${load(`(${g * sharing}u + lane)`)};`;
  });
  const shared = range(count).map((r) => {
    return `let ${name}${r} = subgroupBroadcast(${name}_row${Math.floor(r / sharing)}, ${r % sharing}u);`;
  });
  return [...rows, ...shared].join(' ');
}

export const range = (n: number): number[] => Array.from({ length: n }, (_, k) => k);
