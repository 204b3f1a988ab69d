import { nameToLatex } from '../../expr';
import type { DeviceArray, Gpu } from '../../gpu';
import type { Axis } from '../problem';
import type { Display, DisplayField } from '../solver';
import type { Channels, OperatorTask } from './task';

/** A problem with one axis is drawn as a band of this part of its length. */
const BAND = 0.25;

/** What goes in and what comes out, as pictures: the answer's arrays are drawn where they lie. */
export class OperatorDisplay {
  readonly display: Display;
  readonly #gpu: Gpu;
  readonly #given: readonly DeviceArray[];

  constructor(gpu: Gpu, task: OperatorTask, answers: readonly DeviceArray[]) {
    this.#gpu = gpu;
    const [y, x] = task.axes.length > 1 ? task.axes : [band(task.axes[0]), task.axes[0]];
    const [ny, nx] = task.axes.length > 1 ? task.points : [1, task.points[0]];
    this.#given = task.inputs.map((name) => gpu.storage(`given ${name}`, 4 * nx * ny));
    const field = (name: string, title: string, data: DeviceArray): DisplayField => {
      return { name, title, latex: nameToLatex(name), unit: '', kind: 'sequential', data };
    };
    this.display = {
      nx,
      ny,
      facesX: faces(x, nx),
      facesY: faces(y, ny),
      points: {
        x: task.positions(task.axes.length - 1, nx),
        y: task.axes.length > 1 ? task.positions(0, ny) : Float64Array.of((y.min + y.max) / 2),
      },
      fields: [
        ...task.outputs.map((name, k) => field(name, `Answer ${name}`, answers[k])),
        ...task.inputs.map((name, k) => field(name, `Given ${name}`, this.#given[k])),
      ],
      velocity: null,
      distance: null,
    };
  }

  /** Shows what is given. */
  put({ count, data }: Channels): void {
    for (const [k, array] of this.#given.entries()) {
      this.#gpu.write(
        array,
        Float32Array.from({ length: data.length / count }, (_, at) => data[at * count + k]),
      );
    }
  }

  dispose(): void {
    for (const array of this.#given) this.#gpu.release(array);
  }
}

function band({ min, max }: Axis): Axis {
  return { name: '', min: 0, max: BAND * (max - min) };
}

function faces({ min, max }: Axis, count: number): Float64Array {
  return Float64Array.from({ length: count + 1 }, (_, k) => min + ((max - min) * k) / count);
}
