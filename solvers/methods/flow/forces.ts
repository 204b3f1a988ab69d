import type { Metric } from '../solver';

/** Samples kept: enough for many shedding periods at one sample a chunk. */
const CAPACITY = 8192;

/**
 * The history of drag and lift. Coefficients are 2 F / (U^2 L) with the scene's reference speed and length; the
 * Strouhal number is L / (U T), T the mean distance of the lift's upward crossings of its own mean, over the last
 * half of the record.
 */
export class ForceHistory {
  readonly #scale: number;
  readonly #perTime: number;
  #times: number[] = [];
  #drag: number[] = [];
  #lift: number[] = [];

  /** `speed` and `length` are the reference speed and length. */
  constructor(speed: number, length: number) {
    this.#scale = 2 / (speed * speed * length);
    this.#perTime = length / speed;
  }

  clear(): void {
    this.#times = [];
    this.#drag = [];
    this.#lift = [];
  }

  add(time: number, force: readonly [number, number]): void {
    this.#times.push(time);
    this.#drag.push(this.#scale * force[0]);
    this.#lift.push(this.#scale * force[1]);
    if (this.#times.length > CAPACITY) {
      // Half at once: shifting one by one would move the whole array each time.
      for (const list of [this.#times, this.#drag, this.#lift]) list.splice(0, CAPACITY / 2);
    }
  }

  metrics(): Record<string, Metric> {
    const last = this.#times.length - 1;
    if (last < 0) return {};
    const plain = (value: number): Metric => ({ value, unit: '' });
    const result: Record<string, Metric> = { cD: plain(this.#drag[last]!), cL: plain(this.#lift[last]!) };
    const crossings = this.#crossings();
    if (crossings.length >= 4) {
      const [a, b] = [crossings[crossings.length - 4]!, crossings[crossings.length - 1]!];
      result.St = plain((3 * this.#perTime) / (b.time - a.time));
      result.cDmax = plain(peak(this.#drag, a.index, b.index));
      result.cLmax = plain(peak(this.#lift, a.index, b.index));
    }
    return result;
  }

  /** Upward crossings of the mean lift in the last half of the record, where the swing is more than noise. */
  #crossings(): { time: number; index: number }[] {
    const lift = this.#lift;
    const start = lift.length >> 1;
    const half = lift.slice(start);
    const mean = half.reduce((sum, value) => sum + value, 0) / half.length;
    const swing = half.reduce((most, value) => Math.max(most, Math.abs(value - mean)), 0);
    const found: { time: number; index: number }[] = [];
    if (swing < 1e-3) return found;
    for (let k = start; k + 1 < lift.length; k++) {
      const [a, b] = [lift[k]! - mean, lift[k + 1]! - mean];
      if (a < 0 && b >= 0) {
        const share = a / (a - b);
        found.push({ time: this.#times[k]! * (1 - share) + this.#times[k + 1]! * share, index: k });
      }
    }
    return found;
  }
}

/** Largest value on [from, to], refined by the parabola through it and its neighbours. */
function peak(values: readonly number[], from: number, to: number): number {
  let at = from;
  for (let k = from; k <= to; k++) if (values[k]! > values[at]!) at = k;
  const [a, b, c] = [values[at - 1] ?? values[at]!, values[at]!, values[at + 1] ?? values[at]!];
  const curvature = a - 2 * b + c;
  return curvature < 0 ? b - (a - c) ** 2 / (8 * curvature) : b;
}
