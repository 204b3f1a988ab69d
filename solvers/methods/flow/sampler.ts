import type { DeviceArray, Gpu, Program } from '../../gpu';
import type { FlowGrid } from './layout';
import type { FlowState } from './state';

export type Component = 'u' | 'v' | 'p';

/** A place where a component of the state is wanted. */
export interface SamplePoint {
  readonly component: Component;
  readonly x: number;
  readonly y: number;
}

const COMPONENT_CODE = { u: 0, v: 1, p: 2 } as const;
const POINT_BYTES = 48;

/** Samples the state at fixed points on the device, bilinearly between the staggered points; only the samples are read. */
export class Sampler {
  readonly #gpu: Gpu;
  readonly #points: DeviceArray;
  readonly #samples: DeviceArray;
  readonly #program: Promise<Program>;
  readonly #count: number;

  /** `points` must not be empty. */
  constructor(gpu: Gpu, state: FlowState, grid: FlowGrid, points: readonly SamplePoint[]) {
    this.#gpu = gpu;
    this.#count = points.length;
    const table = new ArrayBuffer(POINT_BYTES * points.length);
    points.forEach((point, k) => {
      const { index, weight } = bilinear(grid, point);
      new Uint32Array(table, POINT_BYTES * k, 4).set(index);
      new Float32Array(table, POINT_BYTES * k + 16, 4).set(weight);
      new Uint32Array(table, POINT_BYTES * k + 32, 1)[0] = COMPONENT_CODE[point.component];
    });
    this.#points = gpu.upload('sample points', new Uint8Array(table));
    this.#samples = gpu.storage('samples', 4 * points.length);
    const { velocity, pressure, kernels } = state;
    this.#program = gpu.record('flow samples', (recorder) =>
      recorder.dispatch(kernels.sample, { points: this.#points, velocity, pressure, samples: this.#samples }, [
        points.length,
      ]),
    );
    // Whoever reads hears of it; an end that comes before it is recorded is no error.
    this.#program.catch(() => {});
  }

  /** The values at the points, in their order, after all work submitted so far. */
  async read(): Promise<Float32Array> {
    this.#gpu.run(await this.#program);
    return new Float32Array(await this.#gpu.read(this.#samples, 0, 4 * this.#count));
  }

  dispose(): void {
    this.#gpu.release(this.#points);
    this.#gpu.release(this.#samples);
  }
}

/** Indices and weights of the four staggered points around a place. */
function bilinear(grid: FlowGrid, { component, x, y }: SamplePoint): { index: number[]; weight: number[] } {
  const alongX = linear(component === 'u' ? grid.x.faces : grid.x.centres, component !== 'u', grid.x.faces, x);
  const alongY = linear(component === 'v' ? grid.y.faces : grid.y.centres, component !== 'v', grid.y.faces, y);
  const index: number[] = [];
  const weight: number[] = [];
  // The pressure has no values around the box: use the inner ones.
  const clampTo = (k: number, n: number) => (component === 'p' ? Math.min(Math.max(k, 0), n - 1) : k);
  for (const [j, wy] of [
    [alongY.k, 1 - alongY.share],
    [alongY.k + 1, alongY.share],
  ] as const) {
    for (const [i, wx] of [
      [alongX.k, 1 - alongX.share],
      [alongX.k + 1, alongX.share],
    ] as const) {
      index.push((clampTo(j, grid.ny) + 1) * grid.stride + clampTo(i, grid.nx) + 1);
      weight.push(wx * wy);
    }
  }
  return { index, weight };
}

/** Interval of the positions that holds `at`, with the share of its end; centres go on half a cell outside. */
function linear(
  positions: Float64Array,
  centred: boolean,
  faces: Float64Array,
  at: number,
): { k: number; share: number } {
  const n = positions.length;
  const first = faces[0]!;
  const last = faces[faces.length - 1]!;
  // Cell centres -1 and n mirror the outermost ones.
  const position = (k: number) => {
    if (k < 0) return centred ? 2 * first - positions[0]! : positions[0]!;
    if (k >= n) return centred ? 2 * last - positions[n - 1]! : positions[n - 1]!;
    return positions[k]!;
  };
  let k = centred ? -1 : 0;
  const end = centred ? n - 1 : n - 2;
  while (k < end && position(k + 1) <= at) k++;
  const share = (at - position(k)) / (position(k + 1) - position(k));
  return { k, share: Math.min(Math.max(share, 0), 1) };
}
