import type { Channel } from '../../../array/jets/channels';
import { compile, differentiate, type Evaluate, type Expr, simplify } from '../../../expr';

/** A formula of coordinates and parameters with its derivatives, in f64. */
export class ChannelValues {
  /** Whether it is 0 or 1 everywhere, by its form. */
  readonly constant: 0 | 1 | null;
  readonly #evaluate: readonly (Evaluate | null)[];

  /** @param names what `place` holds: the coordinates, then the parameters */
  constructor(formula: Expr, coordinates: readonly string[], channels: readonly Channel[], names: readonly string[]) {
    const known = new Map<string, Expr>();
    const derived = (channel: Channel): Expr => {
      const found = known.get(channel.join());
      if (found) return found;
      const axis = channel.findLastIndex((order) => order > 0);
      const value =
        axis < 0 ? simplify(formula) : differentiate(derived(channel.with(axis, channel[axis] - 1)), coordinates[axis]);
      known.set(channel.join(), value);
      return value;
    };
    const formulas = channels.map(derived);
    const value = formulas[0];
    this.constant = value.kind === 'number' && (value.value === 0 || value.value === 1) ? (value.value as 0 | 1) : null;
    this.#evaluate = formulas.map((own) => (own.kind === 'number' && own.value === 0 ? null : compile(own, names)));
  }

  /** The value and derivatives at a place into `into` from `start` with steps of `stride`. */
  write(place: ArrayLike<number>, into: Float64Array, start: number, stride: number): void {
    for (const [c, evaluate] of this.#evaluate.entries()) {
      into[start + c * stride] = evaluate === null ? 0 : evaluate(place);
    }
  }

  /** The value at a place. */
  value(place: ArrayLike<number>): number {
    return this.#evaluate[0]?.(place) ?? 0;
  }
}
