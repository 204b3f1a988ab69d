import { type Lanes, range } from './shape';

/** The head of a kernel over channels: what it enables, and how it begins. */
export function headOf({ threads, sharing }: Lanes): { enable: string; main: string } {
  const lane = sharing > 0 ? ', @builtin(subgroup_invocation_id) lane: u32' : '';
  return {
    enable: sharing > 0 ? 'enable subgroups;\n' : '',
    main: `@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32${lane})`,
  };
}

/** Declares the channels c0, c1, .. of a thread in workgroup `turn` of them; beyond the last one they repeat it. */
export function channelsOf(lanes: Lanes, turn: string): string {
  return everyChannel(lanes, (q) => `let c${q} = ${channel(lanes, turn, `${q}u`)};`);
}

function channel({ each, threads, turns, channels }: Lanes, turn: string, q: string): string {
  const own = `(${turn} * ${each}u + ${q}) * ${threads}u + thread`;
  return each * threads * turns === channels ? own : `min(${own}, ${channels - 1}u)`;
}

/** Statements for every channel of a thread. */
export function everyChannel({ each }: Lanes, text: (q: number) => string): string {
  return range(each).map(text).join(' ');
}

/**
 * Declares `name`0, `name`1, .., numbers that all threads need, loaded by `load` of their place in the row. A subgroup
 * loads a row of them at once; it may read beyond the last, but hands nothing of that round.
 */
export function common({ sharing }: Lanes, name: string, count: number, load: (place: string) => string): string {
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

/**
 * Stores the sums of a thread, `names` of each of `count` rows and every channel, by a loop: a driver compiles each
 * store into a branch for every lane, and takes seconds where they are written out. `text` is given the row `r`, the
 * channel `c` and the place `at` of its first sum in `tile`.
 * @param counts WGSL names of `count` and of the channels of a thread, which must not be constants
 */
export function storeAll(
  lanes: Lanes,
  turn: string,
  count: number,
  counts: readonly [string, string],
  names: (r: number, q: number) => readonly string[],
  text: string,
): string {
  const { each } = lanes;
  const width = names(0, 0).length;
  const filled = range(count).map((r) => {
    return everyChannel(lanes, (q) => {
      return names(r, q)
        .map((name, k) => `tile[${(r * each + q) * width + k}] = ${name};`)
        .join(' ');
    });
  });
  return `var tile: array<f32, ${count * each * width}>;
  ${filled.join('\n  ')}
  for (var r = 0u; r < ${counts[0]}; r++) {
    for (var q = 0u; q < ${counts[1]}; q++) {
      let c = ${channel(lanes, turn, 'q')};
      let at = (r * ${each}u + q) * ${width}u;
      ${text}
    }
  }`;
}
