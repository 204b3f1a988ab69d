import type { DeviceArray, Gpu, Kernel, Recorder } from '../../gpu';
import { neighbourIndex, pointCount, type StencilOperator } from '../../grid';
import type { Preconditioner } from '../preconditioner';

const JACOBI: Kernel = {
  name: 'test jacobi',
  wgsl: `
override FIRST: bool = false;
@group(0) @binding(0) var<storage, read> sizes: array<u32, 4>;  // points, steps
@group(0) @binding(1) var<storage, read> near: array<u32>;      // [steps][points]
@group(0) @binding(2) var<storage, read> a: array<f32>;         // [steps][points]
@group(0) @binding(3) var<storage, read> rhs: array<f32>;
@group(0) @binding(4) var<storage, read> was: array<f32>;
@group(0) @binding(5) var<storage, read_write> now: array<f32>;
@compute @workgroup_size(64) fn relax(@builtin(global_invocation_id) id: vec3u) {
  let n = sizes[0];
  let at = id.x;
  if (at >= n) { return; }
  if (a[at] == 0.0) { now[at] = 0.0; return; }
  if (FIRST) { now[at] = 0.8 * rhs[at] / a[at]; return; }
  var r = rhs[at];
  for (var k = 0u; k < sizes[1]; k++) { r -= a[k * n + at] * was[near[k * n + at]]; }
  now[at] = was[at] + 0.8 * r / a[at];
}`,
  workgroup: [64, 1, 1],
  cost: { flops: 10, bytes: 12 },
};

/** An odd number of damped Jacobi sweeps from zero: slow, but symmetric, positive and simple. */
export class JacobiSweeps implements Preconditioner {
  readonly rhs: DeviceArray;
  readonly solution: DeviceArray;
  readonly halt: DeviceArray;
  readonly #gpu: Gpu;
  readonly #spare: DeviceArray;
  readonly #tables: Readonly<Record<'sizes' | 'near' | 'a', DeviceArray>>;
  readonly #sweeps: number;
  readonly #points: number;

  constructor(gpu: Gpu, operator: StencilOperator, sweeps: number) {
    const { shape, offsets, coefficients } = operator;
    const points = pointCount(shape);
    const near = offsets.flatMap((step) =>
      Array.from({ length: points }, (_, at) => {
        const place = shape.map((count, axis) => Math.floor(at / pointCount(shape.slice(0, axis))) % count);
        return Math.max(0, neighbourIndex(operator, place, step));
      }),
    );
    const a = Float32Array.from(coefficients.flatMap((plane) => [...plane]));
    this.#gpu = gpu;
    this.#points = points;
    this.#sweeps = sweeps;
    this.rhs = gpu.storage('jacobi rhs', 4 * points);
    this.solution = gpu.storage('jacobi solution', 4 * points);
    this.halt = gpu.storage('jacobi halt', 16);
    this.#spare = gpu.storage('jacobi spare', 4 * points);
    this.#tables = {
      sizes: gpu.upload('sizes', new Uint32Array([points, offsets.length, 0, 0])),
      near: gpu.upload('near', Uint32Array.from(near)),
      a: gpu.upload('a', a),
    };
  }

  record(recorder: Recorder): void {
    for (let sweep = 0; sweep < this.#sweeps; sweep++) {
      const [was, now] = sweep % 2 === 0 ? [this.#spare, this.solution] : [this.solution, this.#spare];
      const kernel = sweep === 0 ? FIRST : JACOBI;
      recorder.dispatch(kernel, { ...this.#tables, rhs: this.rhs, was, now }, [this.#points]);
    }
  }

  dispose(): void {
    for (const array of [this.rhs, this.solution, this.halt, this.#spare, ...Object.values(this.#tables)]) {
      this.#gpu.release(array);
    }
  }
}

const FIRST: Kernel = { ...JACOBI, constants: { FIRST: 1 } };

/** A preconditioner that is broken: it answers with one value everywhere. */
export class Constant implements Preconditioner {
  readonly rhs: DeviceArray;
  readonly solution: DeviceArray;
  readonly halt: DeviceArray;
  readonly #gpu: Gpu;

  constructor(gpu: Gpu, { shape }: StencilOperator, value: number) {
    const points = pointCount(shape);
    this.#gpu = gpu;
    this.rhs = gpu.storage('constant rhs', 4 * points);
    this.solution = gpu.upload('constant solution', new Float32Array(points).fill(value));
    this.halt = gpu.storage('constant halt', 16);
  }

  record(): void {}

  dispose(): void {
    for (const array of [this.rhs, this.solution, this.halt]) this.#gpu.release(array);
  }
}
