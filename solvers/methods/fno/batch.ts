import { embedded, type NetworkGrid } from './network';
import type { Scaling } from './scaling';
import type { Channels, OperatorTask } from './task';

/** Fills the arrays of a program: scaled channels, coordinates from 0 to 1, zeros behind the last points. */
export class Batch {
  /** [samples, points + padding .., channels and coordinates] */
  readonly fields: Float32Array<ArrayBuffer>;
  /** [samples, points .., outputs] */
  readonly targets: Float32Array<ArrayBuffer>;
  readonly #grid: NetworkGrid;
  readonly #channels: number;
  readonly #count: number;
  readonly #outputs: number;

  constructor(task: OperatorTask, grid: NetworkGrid, samples: number) {
    this.#grid = grid;
    this.#count = task.inputs.length;
    const axes = embedded(task);
    this.#channels = this.#count + axes.length;
    this.#outputs = task.outputs.length;
    const size = grid.points.reduce((product, n) => product * n, 1);
    const padded = grid.points.reduce((product, n, axis) => product * (n + grid.padding[axis]), 1);
    this.fields = new Float32Array(samples * padded * this.#channels);
    this.targets = new Float32Array(samples * size * this.#outputs);
    // Coordinates never change.
    for (let at = 0; at < samples * padded; at++) {
      let [place, stride] = [at % padded, padded];
      for (const [axis, n] of grid.points.entries()) {
        stride /= n + grid.padding[axis];
        const along = Math.floor(place / stride);
        place %= stride;
        const which = axes.indexOf(axis);
        if (which >= 0) this.fields[at * this.#channels + this.#count + which] = (along + 0.5) / n;
      }
    }
  }

  /** Puts an example's inputs, and its outputs where they are known, in the place of one sample. */
  put(sample: number, { means, spreads, sizes }: Scaling, inputs: Channels, outputs: Channels | null): void {
    const { points, padding } = this.#grid;
    const size = points.reduce((product, n) => product * n, 1);
    const padded = points.reduce((product, n, axis) => product * (n + padding[axis]), 1);
    for (let at = 0; at < size; at++) {
      let [rest, stride, to] = [at, size, 0];
      for (const [axis, n] of points.entries()) {
        stride /= n;
        to = to * (n + padding[axis]) + Math.floor(rest / stride);
        rest %= stride;
      }
      for (let k = 0; k < this.#count; k++) {
        const value = (inputs.data[at * this.#count + k] - means[k]) / spreads[k];
        this.fields[(sample * padded + to) * this.#channels + k] = value;
      }
    }
    if (!outputs) return;
    for (let at = 0; at < size * this.#outputs; at++) {
      this.targets[sample * size * this.#outputs + at] = outputs.data[at] / sizes[at % this.#outputs];
    }
  }
}
