import type { Channel } from '../../../array/jets/channels';
import type { Axis } from '../../problem';
import { type Edge, turnAt } from './turn';

/**
 * One input of the network: a coordinate scaled to [-1, 1], a wave (about the middle, or of half waves from `min`), or
 * the angle about an edge at which an unknown jumps.
 */
export interface Feature {
  readonly axis: number;
  readonly wave: { readonly kind: 'cos' | 'sin' | 'half'; readonly harmonic: number } | null;
  readonly turn?: Edge;
}

/**
 * How a coordinate enters: as it is, as cosines and sines (periodic), as cosines alone (even and periodic), or as
 * cosines of half as many waves (between mirrors).
 */
export type Entry = 'plain' | 'periodic' | 'even' | 'mirrored';

const KINDS = { periodic: ['cos', 'sin'], even: ['cos'], mirrored: ['half'] } as const;

export function featuresOf(entries: readonly Entry[], harmonics: number): Feature[] {
  return entries.flatMap((entry, axis): Feature[] => {
    if (entry === 'plain') return [{ axis, wave: null }];
    const kinds = KINDS[entry];
    return Array.from({ length: harmonics }, (_, k) => k + 1).flatMap((harmonic) =>
      kinds.map((kind) => ({ axis, wave: { kind, harmonic } })),
    );
  });
}

/** The derivatives of a feature along its own axis, from order 0 to `order`, in f64. */
function derivatives({ wave }: Feature, { min, max }: Axis, x: number, order: number): number[] {
  const length = max - min;
  const middle = (min + max) / 2;
  if (wave === null) {
    return Array.from({ length: order + 1 }, (_, k) =>
      k === 0 ? (2 * (x - middle)) / length : k === 1 ? 2 / length : 0,
    );
  }
  const half = wave.kind === 'half';
  const rate = ((half ? 1 : 2) * Math.PI * wave.harmonic) / length;
  const angle = rate * (x - (half ? min : middle));
  // The cosine is the sine a quarter turn on, and so is each derivative.
  const first = wave.kind === 'sin' ? 0 : 1;
  const [s, c] = [Math.sin(angle), Math.cos(angle)];
  const turns = [s, c, -s, -c];
  return Array.from({ length: order + 1 }, (_, k) => rate ** k * turns[(first + k) % 4]);
}

/** Writes features and their derivatives at a place to `into`: feature slower, channels faster, `stride` apart. */
export function writeSeeds(
  features: readonly Feature[],
  channels: readonly Channel[],
  axes: readonly Axis[],
  place: ArrayLike<number>,
  into: Float32Array,
  start: number,
  stride: number,
): void {
  const most = Math.max(...channels.flat());
  let at = start;
  for (const feature of features) {
    if (feature.turn) {
      for (const channel of channels) {
        into[at] = turnAt(feature.turn, axes, place, channel);
        at += stride;
      }
      continue;
    }
    const own = derivatives(feature, axes[feature.axis], place[feature.axis], most);
    for (const channel of channels) {
      const pure = channel.every((order, axis) => axis === feature.axis || order === 0);
      into[at] = pure ? own[channel[feature.axis]] : 0;
      at += stride;
    }
  }
}
