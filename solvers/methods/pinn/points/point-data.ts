import type { Channel } from '../../../array/jets/channels';
import { TILE, wholeTiles } from '../network/layout';
import { ChannelValues } from '../statement/channel-values';
import { writeSeeds } from '../statement/features';
import { fadeAt, type Jump } from '../statement/jumps';
import type { Statement } from '../statement/statement';

/** What the host knows of a set of points, padded to whole tiles by repeating the last. */
export interface PointData {
  readonly count: number;
  readonly padded: number;
  /** [axis][padded]. */
  readonly places: readonly Float64Array[];
  /** Features for the network, [tile][features * C][8]. */
  readonly seeds: Float32Array;
  /** What is added to and multiplied with the network, [unknown][C][padded]; null for 0 and for 1. */
  readonly given: readonly (Float64Array | null)[];
  readonly factor: readonly (Float64Array | null)[];
  /** Arrays that the equations use, [input][padded]. */
  readonly inputs: readonly Float64Array[];
  /** What residuals are multiplied with, [padded]; null for 1. */
  readonly fade: Float64Array | null;
}

/** Makes {@link PointData}: features and the ansatz's formulas with their derivatives, in f64. */
export class PointMaker {
  readonly #statement: Statement;
  readonly #channels: readonly Channel[];
  readonly #given: readonly ChannelValues[];
  readonly #factor: readonly ChannelValues[];
  readonly #names: readonly string[];

  /** @param channels those that are wanted: all of the statement, or the value alone */
  constructor(statement: Statement, channels: readonly Channel[] = statement.channels) {
    this.#statement = statement;
    this.#channels = channels;
    const coordinates = statement.axes.map(({ name }) => name);
    this.#names = Object.keys(statement.problem.parameters);
    const values = (formula: ConstructorParameters<typeof ChannelValues>[0]): ChannelValues =>
      new ChannelValues(formula, coordinates, channels, [...coordinates, ...this.#names]);
    this.#given = statement.ansatz.map(({ given }) => values(given));
    this.#factor = statement.ansatz.map(({ factor }) => values(factor));
  }

  /** @param places [axis][count]; @param parameters by name; @param jumps near which residuals fade */
  make(
    places: readonly ArrayLike<number>[],
    parameters: Readonly<Record<string, number>>,
    jumps: readonly Jump[] = this.#statement.jumps,
  ): PointData {
    const { axes, features, fade: width } = this.#statement;
    const channels = this.#channels;
    const count = places[0].length;
    const padded = wholeTiles(count);
    const all = places.map((own) => Float64Array.from({ length: padded }, (_, k) => own[Math.min(k, count - 1)]));
    const stride = features.length * channels.length * TILE;
    const seeds = new Float32Array((padded / TILE) * stride);
    const room = (values: ChannelValues, trivial: number): Float64Array | null =>
      values.constant === trivial ? null : new Float64Array(channels.length * padded);
    const given = this.#given.map((values) => room(values, 0));
    const factor = this.#factor.map((values) => room(values, 1));
    const fade = jumps.length > 0 ? new Float64Array(padded) : null;
    const place = new Float64Array(axes.length + this.#names.length);
    for (const [k, name] of this.#names.entries()) place[axes.length + k] = parameters[name];
    for (let k = 0; k < padded; k++) {
      for (let axis = 0; axis < axes.length; axis++) place[axis] = all[axis][k];
      writeSeeds(features, channels, axes, place, seeds, Math.floor(k / TILE) * stride + (k % TILE), TILE);
      if (fade) fade[k] = fadeAt(jumps, width, axes, place);
      for (const [u, into] of given.entries()) if (into) this.#given[u].write(place, into, k, padded);
      for (const [u, into] of factor.entries()) if (into) this.#factor[u].write(place, into, k, padded);
    }
    // What is sampled has no residual.
    const known = channels === this.#statement.channels ? this.#statement.inputs : [];
    const inputs = known.map(({ at }) => Float64Array.from({ length: padded }, (_, k) => at(all.map((own) => own[k]))));
    return { count, padded, places: all, seeds, given, factor, inputs, fade };
  }
}
