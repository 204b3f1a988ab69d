import type { NetworkGrid } from './network';
import { ownScaling, type Scaling } from './scaling';
import type { Channels, Example, OperatorTask, Physics } from './task';

/** Fills the arrays of a program: scaled channels, coordinates from 0 to 1; zeros or mirror images behind the last points. */
export class Batch {
  /** [samples, points + padding .., channels and coordinates] */
  readonly fields: Float32Array<ArrayBuffer>;
  /** [samples, points .., outputs] */
  readonly targets: Float32Array<ArrayBuffer>;
  /** What is to come out when the answers go in again, as {@link targets}. */
  readonly later: Float32Array<ArrayBuffer>;
  /** [samples, points .., channels of the equations] */
  readonly equations: Float32Array<ArrayBuffer>;
  readonly #task: OperatorTask;
  readonly #physics: Physics | null;
  readonly #grid: NetworkGrid;
  readonly #channels: number;
  readonly #count: number;
  readonly #outputs: number;

  /** @param physics what the equations of examples are wanted for; null = they are not */
  constructor(task: OperatorTask, grid: NetworkGrid, samples: number, physics: Physics | null = null) {
    this.#task = task;
    this.#physics = physics;
    this.#grid = grid;
    this.#count = task.inputs.length;
    this.#channels = this.#count + grid.places.length;
    this.#outputs = task.outputs.length;
    const size = grid.points.reduce((product, n) => product * n, 1);
    const padded = grid.points.reduce((product, n, axis) => product * (n + grid.padding[axis]), 1);
    this.fields = new Float32Array(samples * padded * this.#channels);
    this.targets = new Float32Array(samples * size * this.#outputs);
    this.later = new Float32Array(task.frames > 1 ? this.targets.length : 0);
    this.equations = new Float32Array(samples * size * (physics?.count ?? 0));
    // Places never change.
    for (let at = 0; at < samples * padded; at++) {
      let [place, stride] = [at % padded, padded];
      for (const [axis, n] of grid.points.entries()) {
        stride /= n + grid.padding[axis];
        const along = Math.floor(place / stride);
        place %= stride;
        for (const [k, channel] of grid.places.entries()) {
          if (channel.axis === axis) this.fields[at * this.#channels + this.#count + k] = channel.at(along, n);
        }
      }
    }
  }

  /** Puts an example in the place of one sample. */
  put(sample: number, common: Scaling, { inputs, outputs, later }: Example): void {
    const scaling = ownScaling(this.#task, common, inputs);
    this.ask(sample, scaling, inputs);
    if (outputs) this.#want(this.targets, sample, scaling, outputs);
    if (this.#physics) {
      const { data } = this.#physics.at(inputs, scaling.sizes[0]);
      this.equations.set(data, sample * data.length);
    }
    if (later) this.#want(this.later, sample, scaling, later);
  }

  /** Puts an example's inputs alone. @param scaling this sample's own */
  ask(sample: number, { means, spreads }: Scaling, inputs: Channels): void {
    const { points, padding } = this.#grid;
    const padded = points.reduce((product, n, axis) => product * (n + padding[axis]), 1);
    for (let at = 0; at < padded; at++) {
      const from = this.#shownAt(at, padded);
      if (from < 0) continue;
      for (let k = 0; k < this.#count; k++) {
        const value = (inputs.data[from * this.#count + k] - means[k]) / spreads[k];
        this.fields[(sample * padded + at) * this.#channels + k] = value;
      }
    }
  }

  /** The point whose values stand at a place of the padded grid; -1 where there are zeros. */
  #shownAt(at: number, padded: number): number {
    const { points, padding, mirrored } = this.#grid;
    let [rest, stride, from] = [at, padded, 0];
    for (const [axis, n] of points.entries()) {
      stride /= n + padding[axis];
      let along = Math.floor(rest / stride);
      if (along >= n) {
        if (!mirrored[axis]) return -1;
        along = 2 * (n - 1) - along;
      }
      from = from * n + along;
      rest %= stride;
    }
    return from;
  }

  #want(target: Float32Array, sample: number, { means, sizes }: Scaling, { data }: Channels): void {
    const hasFrames = this.#task.frames > 1;
    for (const [at, value] of data.entries()) {
      const k = at % this.#outputs;
      target[sample * data.length + at] = (value - (hasFrames ? means[k] : 0)) / sizes[k];
    }
  }
}
