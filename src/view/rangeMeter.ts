import final from '../../shaders/view/spread_final.wgsl?raw';
import partial from '../../shaders/view/spread_partial.wgsl?raw';
import type { DeviceArray, Gpu, Kernel, Program, Uniforms } from '../../solvers/gpu';

/** The channel of the velocity's length. */
export const SPEED = '|velocity|';

const GROUPS = 64;
const GROUP_SIZE = 128;

export const partialKernel: Kernel = {
  name: 'view.spread-partial',
  wgsl: partial,
  workgroup: [GROUP_SIZE, 1, 1],
  cost: { flops: 8, bytes: 8 },
};

export const finalKernel: Kernel = {
  name: 'view.spread-final',
  wgsl: final,
  workgroup: [1, 1, 1],
  cost: { flops: 600, bytes: 2048 },
};

/** Spread of a field's finite values outside bodies. */
export interface Spread {
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  readonly deviation: number;
}

/** Seconds from one measurement to the next, at least. */
const INTERVAL = 0.1;
/** Seconds in which the range follows values that leave it, and values that no longer fill it. */
const GROWING = 0.12;
const SHRINKING = 1.5;
/** Values farther from the mean than this many standard deviations saturate (a moving lid's corners, say). */
const OUTLIER = 4;

/** The interval that a picture should resolve: least to largest value, without lone outliers. */
export function robustRange({ low, high, mean, deviation }: Spread): [number, number] {
  return [Math.max(low, mean - OUTLIER * deviation), Math.min(high, mean + OUTLIER * deviation)];
}

/** One end of a range moves towards its target: outwards (`sign` is the end's side) fast, inwards slowly. */
export function follow(present: number, target: number, sign: -1 | 1, elapsed: number): number {
  const time = sign * (target - present) > 0 ? GROWING : SHRINKING;
  return target + (present - target) * Math.exp(-elapsed / time);
}

/** Where values fill less than this of a range, nothing could be seen: it is taken anew at once. */
const COLLAPSED = 1 / 16;
/** A range is settled when its ends are so near their targets, as a share of the range. */
const SETTLED = 0.02;

/** The next range on the way from `range` to `target`, after `elapsed` seconds. */
export function approach(
  range: readonly [number, number],
  target: readonly [number, number],
  elapsed: number,
): [number, number] {
  if (target[1] - target[0] < COLLAPSED * (range[1] - range[0])) return [target[0], target[1]];
  return [follow(range[0], target[0], -1, elapsed), follow(range[1], target[1], 1, elapsed)];
}

interface Channel {
  readonly index: number;
  readonly program: Program;
  readonly uniforms: readonly Uniforms[];
  latest: Spread | null;
  range: [number, number] | null;
  /** Measured, and found to hold no number anywhere (yet). */
  empty: boolean;
}

/**
 * Spreads of named fields, measured on the device; four numbers a field come back, a frame or more later, and
 * nothing waits for them.
 */
export class RangeMeter {
  readonly #gpu: Gpu;
  readonly #bodies: DeviceArray;
  readonly #cells: number;
  readonly #partials: DeviceArray;
  readonly #spreads: DeviceArray;
  readonly #slots: number;
  readonly #channels = new Map<string, Channel>();
  #added = 0;
  #reading = false;
  #waited = Number.POSITIVE_INFINITY;
  #disposed = false;

  /** For at most `slots` fields of `cells` values. */
  constructor(gpu: Gpu, cells: number, bodies: DeviceArray, slots: number) {
    this.#gpu = gpu;
    this.#cells = cells;
    this.#bodies = bodies;
    this.#slots = slots;
    this.#partials = gpu.storage('view.partials', 32 * GROUPS);
    this.#spreads = gpu.storage('view.spreads', 16 * slots);
  }

  /** Adds a field: f32 [cells], or vec2f [cells], whose length is measured; bodies hold for those of the meter's own size. */
  async add(name: string, field: DeviceArray, components: 1 | 2, cells = this.#cells): Promise<void> {
    const index = this.#added++;
    if (index >= this.#slots) throw new Error(`the meter has only ${this.#slots} slots`);
    const shape = this.#gpu.uniforms(partialKernel, 'shape');
    shape.set({ cells, components });
    const slot = this.#gpu.uniforms(finalKernel, 'slot');
    slot.set({ index });
    for (const uniforms of [shape, slot]) uniforms.flush();
    const [bodies, partials, spread] = [this.#bodies, this.#partials, this.#spreads];
    const program = await this.#gpu.record(`view.spread ${name}`, (r) => {
      r.dispatch(partialKernel, { shape: shape.array, field, bodies, partials }, [GROUPS * GROUP_SIZE]);
      r.dispatch(finalKernel, { slot: slot.array, partials, spread }, [1]);
    });
    this.#channels.set(name, { index, program, uniforms: [shape, slot], latest: null, range: null, empty: false });
  }

  /** Measures the named fields where it is time to, and moves the ranges by `elapsed` seconds unless they are held. */
  update(names: Iterable<string>, elapsed: number, held = false): void {
    for (const channel of this.#channels.values()) {
      const { latest, range } = channel;
      if (latest && range && !held) channel.range = approach(range, robustRange(latest), elapsed);
    }
    this.#waited += elapsed;
    if (this.#reading || this.#waited < INTERVAL) return;
    this.#reading = true;
    this.#waited = 0;
    const measured = [...new Set(names)].filter((name) => this.#channels.has(name));
    for (const name of measured) this.#gpu.run(this.#channels.get(name)!.program);
    void this.#read(measured);
  }

  /** The latest spread, or null before the first. */
  spread(name: string): Spread | null {
    return this.#channels.get(name)?.latest ?? null;
  }

  /** Whether a range of the named fields is still on its way although the fields may stand still. */
  settling(names: Iterable<string>): boolean {
    if (this.#reading) return true;
    return [...names].some((name) => {
      const channel = this.#channels.get(name);
      if (!channel) return false;
      const { latest, range, empty } = channel;
      if (empty) return false;
      if (!latest || !range) return true;
      const [low, high] = robustRange(latest);
      const near = SETTLED * (high - low);
      return Math.abs(range[0] - low) > near || Math.abs(range[1] - high) > near;
    });
  }

  /** The smoothed range [low, high]; [0, 1] before the first measurement. */
  range(name: string): readonly [number, number] {
    return this.#channels.get(name)?.range ?? [0, 1];
  }

  dispose(): void {
    this.#disposed = true;
    for (const { uniforms } of this.#channels.values()) for (const { array } of uniforms) this.#gpu.release(array);
    this.#gpu.release(this.#partials);
    this.#gpu.release(this.#spreads);
  }

  async #read(names: readonly string[]): Promise<void> {
    // A lost device ends the picture as a whole; here it only means that no number comes.
    const bytes = await this.#gpu.read(this.#spreads).catch(() => null);
    this.#reading = false;
    if (!bytes || this.#disposed) return;
    const numbers = new Float32Array(bytes);
    for (const [name, channel] of this.#channels) {
      const [low, high, mean, deviation] = numbers.subarray(4 * channel.index, 4 * channel.index + 4) as unknown as [
        number,
        number,
        number,
        number,
      ];
      if (!names.includes(name)) continue;
      channel.empty = deviation < 0;
      if (channel.empty) continue;
      channel.latest = { low, high, mean, deviation };
      channel.range ??= robustRange(channel.latest);
    }
  }
}
