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

/** Where in a row of `count` numbers that all threads need a thread loads some itself, as WGSL, one for each load. */
export function placesOf(sharing: number, count: number): string[] {
  if (sharing === 0) return range(count).map((r) => `${r}u`);
  return range(Math.ceil(count / sharing)).map((g) => `(${g * sharing}u + lane)`);
}

/**
 * Declares `name`0, `name`1, .., numbers that all threads need, loaded by `load` of their place in the row and the
 * number of that place among {@link placesOf}. A subgroup loads a row of them at once; it may read beyond the last,
 * but hands nothing of that round. In a loop over terms, what stands here once for each turn runs fastest: where
 * several turns are written out, llvmpipe takes half as long again.
 */
export function common(
  sharing: number,
  name: string,
  count: number,
  load: (place: string, k: number) => string,
): string {
  const places = placesOf(sharing, count);
  if (sharing === 0) return places.map((place, r) => `let ${name}${r} = ${load(place, r)};`).join(' ');
  const rows = places.map((place, g) => `let ${name}_row${g} = ${load(place, g)};`);
  const shared = range(count).map((r) => {
    return `let ${name}${r} = subgroupBroadcast(${name}_row${Math.floor(r / sharing)}, ${r % sharing}u);`;
  });
  return [...rows, ...shared].join(' ');
}

export const range = (n: number): number[] => Array.from({ length: n }, (_, k) => k);
