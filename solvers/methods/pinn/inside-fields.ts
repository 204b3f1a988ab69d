import type { Gpu } from '../../gpu';
import type { DisplayField } from '../solver';
import { blurredDensity } from './density';
import type { Picture } from './picture';

/** Along each axis one residual stands for so many cells: a look costs no more than two iterations' points. */
const COARSE = 2;
/** A look takes at most one part in so many of the training's time. */
const SHARE = 10;
/** Residuals below it look like none. */
const LEAST = 1e-12;

/** What the pictures are made of. */
export interface Inside {
  /** Length of the equations' residuals at places, [axis][count], for the present weights. */
  sizes(places: readonly Float64Array[]): Promise<Float64Array>;
  /** Places of the equations' training points, [axis][count]. */
  points(): readonly Float64Array[];
  /** Iterations so far; another number means another residual. */
  iterations(): number;
}

/**
 * What a training looks like from inside, as pictures that the host works out: `residual`, the logarithm to base 10 of
 * the equations' residual, on every second cell; `density`, training points per area beside their mean.
 */
export class InsideFields {
  readonly fields: readonly DisplayField[];
  readonly #gpu: Gpu;
  readonly #picture: Picture;
  readonly #inside: Inside;
  readonly #values = new Map<string, Float32Array>();
  /** Of each picture's latest look: the iteration, when it ended and how long it took, ms. */
  readonly #looks = new Map<string, { iterations: number; at: number; took: number }>();

  /** @param taken names that unknowns have: those pictures are left out */
  constructor(gpu: Gpu, picture: Picture, inside: Inside, taken: readonly string[]) {
    this.#gpu = gpu;
    this.#picture = picture;
    this.#inside = inside;
    const cells = picture.nx * picture.ny;
    const field = (name: string, title: string, latex: string): DisplayField => {
      const values = new Float32Array(cells);
      this.#values.set(name, values);
      return { name, title, latex, unit: '', kind: 'sequential', data: gpu.upload(`pinn ${name}`, values) };
    };
    this.fields = [
      field('residual', 'Residual, log10', '\\log_{10} |r|'),
      field('density', 'Point density, mean 1', '\\rho / \\bar\\rho'),
    ].filter(({ name, data }) => {
      const isFree = !taken.includes(name);
      if (!isFree) gpu.release(data);
      return isFree;
    });
  }

  /** Brings the named pictures up to date; while it trains only as often as that costs little, unless `now`. */
  async fill(names: readonly string[], now = false): Promise<void> {
    const iterations = this.#inside.iterations();
    for (const { name, data } of this.fields) {
      const look = this.#looks.get(name);
      const isRest = !now && look && performance.now() - look.at < SHARE * look.took;
      if (!names.includes(name) || look?.iterations === iterations || isRest) continue;
      const began = performance.now();
      const values = name === 'residual' ? await this.#residual() : this.#density();
      this.#values.set(name, values);
      this.#gpu.write(data, values);
      this.#looks.set(name, { iterations, at: performance.now(), took: performance.now() - began });
    }
  }

  /** Other parameters or other weights hold. */
  forget(): void {
    this.#looks.clear();
  }

  /** Values in the cell that holds a point, as they were last drawn. */
  probe(x: number, y: number): Record<string, number> {
    const { nx, ny, facesX, facesY } = this.#picture;
    const [i, j] = [cellOf(facesX, x), cellOf(facesY, y)];
    if (i < 0 || i >= nx || j < 0 || j >= ny) return {};
    return Object.fromEntries(this.fields.map(({ name }) => [name, this.#values.get(name)![j * nx + i]]));
  }

  async #residual(): Promise<Float32Array> {
    const { nx, ny, places } = this.#picture;
    const [columns, rows] = [Math.ceil(nx / COARSE), Math.ceil(ny / COARSE)];
    const cellAt = (k: number): number => COARSE * (Math.floor(k / columns) * nx + (k % columns));
    const own = places.map((axis) => Float64Array.from({ length: columns * rows }, (_, k) => axis[cellAt(k)]));
    const sizes = await this.#inside.sizes(own);
    return Float32Array.from({ length: nx * ny }, (_, k) => {
      const [i, j] = [Math.floor((k % nx) / COARSE), Math.floor(Math.floor(k / nx) / COARSE)];
      return Math.log10(Math.max(LEAST, sizes[j * columns + i]));
    });
  }

  #density(): Float32Array {
    const { nx, ny, facesX, facesY } = this.#picture;
    const [x, y] = this.#inside.points();
    // A band has its points all across.
    const middle = (facesY[0] + facesY[ny]) / 2;
    const counts = new Float64Array(nx * ny);
    for (let k = 0; k < x.length; k++) {
      const i = Math.min(nx - 1, Math.max(0, cellOf(facesX, x[k])));
      const j = Math.min(ny - 1, Math.max(0, cellOf(facesY, y?.[k] ?? middle)));
      counts[j * nx + i]++;
    }
    return blurredDensity(counts, nx, ny, x.length, y !== undefined);
  }

  dispose(): void {
    for (const { data } of this.fields) this.#gpu.release(data);
  }
}

/** The cell of evenly spaced faces that holds a place. */
function cellOf(faces: Float64Array, at: number): number {
  const cells = faces.length - 1;
  return Math.floor((cells * (at - faces[0])) / (faces[cells] - faces[0]));
}
