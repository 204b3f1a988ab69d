import { type Adapter, range, sharingOf, sharingText, sumsOf } from './sharing';

/** How the threads of a kernel share the channels, which lie in a row in memory, and how much each holds. */
export interface Lanes {
  /** Threads of a workgroup; they take neighbouring channels. */
  readonly threads: number;
  /** Channels of a thread, `threads` apart. */
  readonly each: number;
  /** Workgroups that cover all channels. */
  readonly turns: number;
  readonly channels: number;
  /** Threads of a subgroup that load a number each of those that all need and hand them round; 0: all load all. */
  readonly sharing: number;
  /** Sums that a thread holds at once. */
  readonly sums: number;
}

/**
 * The plan for so many channels. On software adapters a load takes as long as some ten fused multiply-adds wherever its
 * threads read, so few threads hold many sums (those that spill stay in the first cache), and on llvmpipe, where
 * handing round is as cheap as an addition, a subgroup shares the loads of what is common to its threads.
 */
export function lanesOf(channels: number, adapter: Adapter): Lanes {
  const { software } = adapter;
  const sharing = sharingOf(adapter);
  const threads = sharing > 0 ? sharing : software ? 4 : Math.min(64, 8 * Math.ceil(channels / 8));
  const sums = sumsOf(adapter);
  const { size, blocks } = blocksOf(Math.ceil(channels / threads), sharing > 0 ? 4 : software ? 8 : 1);
  return { threads, each: size, turns: blocks, channels, sharing, sums };
}

/** `count` cut into the fewest equal blocks of at most `most`. */
export function blocksOf(count: number, most: number): { size: number; blocks: number } {
  const blocks = Math.ceil(count / most);
  return { size: Math.ceil(count / blocks), blocks };
}

/** The head of a kernel over channels: what it enables, and how it begins. */
export function headOf({ threads, sharing }: Lanes): { enable: string; main: string } {
  const { enable, lane } = sharingText(sharing);
  return {
    enable,
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
 * Stores the sums of a thread, `names` of each of `count` rows and every channel, by a loop: a driver compiles each
 * store into a branch for every lane, and takes seconds where they are written out. `text` is given the row `r`, the
 * channel `c` and the place `at` of its first sum in `tile`.
 * @param counts WGSL names of `count` and of the channels of a thread, which must not be constants
 */
export function storeSums(
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
