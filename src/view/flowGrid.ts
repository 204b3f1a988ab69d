import type { DeviceArray, Gpu } from '../../solvers/gpu';
import type { Display } from '../../solvers/methods/solver';
import type { Extent } from './camera';

/** Entries of a table on a stretched axis: finer than a pixel until the axis is magnified several times. */
const STRETCHED_ENTRIES = 4096;

/**
 * Inverse of the cell centres: the fractional cell index (0 at the first centre) at equally spaced positions from the
 * first face to the last. Two entries are exact on a uniform axis. `faces` are n + 1 increasing positions.
 */
export function inverseLookup(faces: Float64Array): Float32Array {
  const n = faces.length - 1;
  const [low, high] = [faces[0]!, faces[n]!];
  const width = (high - low) / n;
  const uniform = faces.every((face, k) => Math.abs(face - low - k * width) <= 1e-5 * width);
  const entries = uniform ? 2 : STRETCHED_ENTRIES;
  // Knots: the first face at -1/2, the centres at 0 ... n - 1, the last face at n - 1/2.
  const position = (knot: number) => (knot === 0 ? low : knot === n + 1 ? high : (faces[knot - 1]! + faces[knot]!) / 2);
  const index = (knot: number) => (knot === 0 ? -0.5 : knot === n + 1 ? n - 0.5 : knot - 1);
  let knot = 0;
  return Float32Array.from({ length: entries }, (_, k) => {
    const x = low + ((high - low) * k) / (entries - 1);
    while (knot < n && x > position(knot + 1)) knot++;
    const fraction = (x - position(knot)) / (position(knot + 1) - position(knot));
    return index(knot) + fraction * (index(knot + 1) - index(knot));
  });
}

/** A display's geometry on the device: what sampling a cell-centred field at a point needs. */
export class FlowGrid {
  readonly extent: Extent;
  readonly cells: readonly [number, number];
  /** Entries of the two tables in {@link lookup}, x then y. */
  readonly tables: readonly [number, number];
  readonly lookup: DeviceArray;
  /** Signed distance to the bodies, f32 [ny][nx]; one zero entry where there are none. */
  readonly bodies: DeviceArray;
  readonly hasBodies: boolean;
  readonly #gpu: Gpu;

  constructor(gpu: Gpu, display: Display) {
    const { facesX, facesY, nx, ny } = display;
    this.#gpu = gpu;
    this.extent = [facesX[0]!, facesX[nx]!, facesY[0]!, facesY[ny]!];
    this.cells = [nx, ny];
    const [x, y] = [inverseLookup(facesX), inverseLookup(facesY)];
    this.tables = [x.length, y.length];
    this.lookup = gpu.upload('view.lookup', Float32Array.of(...x, ...y));
    this.hasBodies = display.distance !== null;
    this.bodies = display.distance ?? gpu.storage('view.no-bodies', 4);
  }

  /** The field `grid` of shaders/view/field.wgsl. */
  get uniform(): { extent: Extent; cells: readonly [number, number]; tables: readonly [number, number] } {
    return { extent: this.extent, cells: this.cells, tables: this.tables };
  }

  dispose(): void {
    this.#gpu.release(this.lookup);
    if (!this.hasBodies) this.#gpu.release(this.bodies);
  }
}
