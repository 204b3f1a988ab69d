import { add, mul, type Node, variable } from '../../array';
import { leavesOf } from './leaves';

/**
 * The time of a step on the device: start + count * dt with a count of whole numbers, which does not drift as a sum
 * of steps would. The host writes `start` and `dt`, with a count of 0, where the step begins to have another size.
 */
export class ClockNodes {
  readonly start = variable('start of steps', []);
  readonly dt = variable('time step', []);
  readonly count = variable('steps', []);
  /** 1, which no compiler knows. */
  readonly one = variable('one', []);

  /** The time at the fraction `part` of the step. */
  at(part: number): Node {
    return add(this.start, mul(add(this.count, part), this.dt));
  }

  /** The count goes on where a program uses the time. */
  updatesOf(program: readonly Node[]): ReadonlyMap<Node, Node> {
    const uses = leavesOf(program).has(this.count);
    return new Map(uses ? [[this.count, add(this.count, 1)]] : []);
  }

  /** What they hold at the beginning of steps of size `dt` at `time`. */
  values(time: number, dt: number): Map<Node, Float64Array> {
    return new Map([
      [this.start, Float64Array.of(time)],
      [this.dt, Float64Array.of(dt)],
      [this.count, Float64Array.of(0)],
      [this.one, Float64Array.of(1)],
    ]);
  }
}
