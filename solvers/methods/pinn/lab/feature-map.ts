import { type Channel, faaDiBruno } from '../../../array/jets/channels';
import { randomNormal } from '../../../base/random';
import type { Axis } from '../../problem';
import { type Feature, writeSeeds } from '../statement/features';

/** Random Fourier features (Tancik et al. 2020): how many frequencies, normal of this deviation. */
export interface FourierOptions {
  readonly count: number;
  readonly deviation: number;
  readonly seed: number;
}

/**
 * What stands for a place before the network: the statement's features (scaled coordinates, waves of periodic ones),
 * and of those the cosines and sines of random frequencies where they are wanted. Made on the host: some drivers'
 * sines lose digits with the size of their argument.
 */
export class FeatureMap {
  readonly count: number;
  readonly #features: readonly Feature[];
  readonly #axes: readonly Axis[];
  /** [frequency][feature] */
  readonly #frequencies: readonly Float64Array[];

  constructor(features: readonly Feature[], axes: readonly Axis[], fourier: FourierOptions | null) {
    this.#features = features;
    this.#axes = axes;
    const { count, deviation, seed } = fourier ?? { count: 0, deviation: 0, seed: 0 };
    this.#frequencies = Array.from({ length: count }, (_, k) =>
      Float64Array.from(features, (__, f) => deviation * randomNormal(seed + 17, k * features.length + f)),
    );
    this.count = fourier ? 2 * count : features.length;
  }

  /** Derivatives of the scaled coordinates by the coordinates; null where features are more than scaled coordinates. */
  get rates(): number[] | null {
    if (this.#frequencies.length > 0 || this.#features.some(({ wave, turn }) => wave !== null || turn)) return null;
    return this.#features.map(({ axis }) => 2 / (this.#axes[axis].max - this.#axes[axis].min));
  }

  /** Features with derivatives, [channel][point][feature]. @param places [axis][count] */
  values(places: readonly ArrayLike<number>[], channels: readonly Channel[]): Float32Array {
    const points = places[0].length;
    const plain = this.#features.length;
    const into = new Float32Array(channels.length * points * this.count);
    const own = new Float32Array(plain * channels.length);
    const terms = faaDiBruno(channels);
    for (let k = 0; k < points; k++) {
      const place = places.map((axis) => axis[k]);
      // Channel by channel, features side by side.
      for (const [f, feature] of this.#features.entries()) {
        writeSeeds([feature], channels, this.#axes, place, own, f, plain);
      }
      const at = (c: number, f: number): number => (c * points + k) * this.count + f;
      if (this.#frequencies.length === 0) {
        for (let c = 0; c < channels.length; c++) for (let f = 0; f < plain; f++) into[at(c, f)] = own[c * plain + f];
        continue;
      }
      for (const [j, row] of this.#frequencies.entries()) {
        const z = channels.map((_, c) => row.reduce((sum, b, f) => sum + b * own[c * plain + f], 0));
        const turns = [Math.sin(z[0]), Math.cos(z[0]), -Math.sin(z[0]), -Math.cos(z[0])];
        for (const [c, sums] of terms.entries()) {
          let [cosine, sine] = [0, 0];
          for (const { coefficient, order, factors } of sums) {
            const product = factors.reduce((value, factor) => value * z[factor], coefficient);
            cosine += product * turns[(order + 1) % 4];
            sine += product * turns[order % 4];
          }
          into[at(c, 2 * j)] = cosine;
          into[at(c, 2 * j + 1)] = sine;
        }
      }
    }
    return into;
  }
}
