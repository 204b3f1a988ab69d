import type { PaneCamera } from '../../worker/protocol';
import type { Pixels } from '../camera';

export type Triple = readonly [number, number, number];
/** From where to where along x, y and z, in domain units. */
export type Box = readonly (readonly [number, number])[];

/** The eye's opening from top to bottom, degrees. */
export const OPENING = 30;
/** Free border around the box at zoom 1: its names stand there. */
const BORDER = 1.26;

/** How an eye on its orbit sees a box, whose longest side is 1 long in the eye's own units, z up. */
export class Sight {
  readonly eye: Triple;
  /** What it looks at. */
  readonly target: Triple;
  readonly distance: number;
  readonly #box: Box;
  readonly #longest: number;
  readonly #right: Triple;
  readonly #up: Triple;
  readonly #back: Triple;
  readonly #pixels: Pixels;
  readonly #slope = Math.tan((OPENING * Math.PI) / 360);

  constructor(box: Box, { center, zoom, orbit: [a, e] }: PaneCamera, pixels: Pixels) {
    this.#box = box;
    this.#longest = longestOf(box);
    this.#pixels = pixels;
    const [sa, ca, se, ce] = [Math.sin(a), Math.cos(a), Math.sin(e), Math.cos(e)];
    this.#back = [ce * sa, -ce * ca, se];
    this.#right = [ca, sa, 0];
    this.#up = [-se * sa, se * ca, ce];
    const [x, y] = this.inside([center[0], center[1], 0]);
    this.target = [x, y, 0];
    this.distance = this.#farEnough() / zoom;
    this.eye = [0, 1, 2].map((k) => this.target[k]! + this.distance * this.#back[k]!) as unknown as Triple;
  }

  /** A place of the domain in the eye's units: the middle of the box is 0. */
  inside(place: Triple): Triple {
    return place.map((at, k) => {
      const [low, high] = this.#box[k]!;
      return (at - (low + high) / 2) / this.#longest;
    }) as unknown as Triple;
  }

  /** Pixels from the pane's top left corner at which a place of the domain is seen. */
  screen(place: Triple): readonly [number, number] {
    const from = this.inside(place).map((at, k) => at - this.eye[k]!) as unknown as Triple;
    const [width, height] = this.#pixels;
    const unit = height / (2 * this.#slope * -dot(from, this.#back));
    return [width / 2 + dot(from, this.#right) * unit, height / 2 - dot(from, this.#up) * unit];
  }

  /**
   * The place that is seen at a pixel on planes across the axes, the nearest where several are; null = beside them.
   * @param planes where each stands in domain units; null = it is not there
   */
  pick([px, py]: Pixels, planes: readonly (number | null)[]): Triple | null {
    const [width, height] = this.#pixels;
    const [x, y] = [((2 * px) / width - 1) * this.#slope * (width / height), (1 - (2 * py) / height) * this.#slope];
    const way = [0, 1, 2].map((k) => x * this.#right[k]! + y * this.#up[k]! - this.#back[k]!);
    let nearest: { readonly far: number; readonly place: Triple } | null = null;
    for (const [axis, at] of planes.entries()) {
      if (at === null) continue;
      const wall = this.inside([at, at, at])[axis]!;
      const far = (wall - this.eye[axis]!) / way[axis]!;
      if (!(far > 0 && far < (nearest?.far ?? Number.POSITIVE_INFINITY))) continue;
      const place = this.#box.map(([low, high], k) =>
        k === axis ? at : (this.eye[k]! + far * way[k]!) * this.#longest + (low + high) / 2,
      ) as unknown as Triple;
      if (place.every((own, k) => own >= this.#box[k]![0] && own <= this.#box[k]![1])) nearest = { far, place };
    }
    return nearest?.place ?? null;
  }

  /** The least distance from which all corners of the box are seen. */
  #farEnough(): number {
    const aspect = this.#pixels[0] / this.#pixels[1];
    let distance = 0;
    for (let corner = 0; corner < 8; corner++) {
      const at = this.#box.map(
        ([low, high], k) => (((corner >> k) & 1) - 0.5) * ((high - low) / this.#longest),
      ) as unknown as Triple;
      const beside = Math.max(Math.abs(dot(at, this.#right)) / aspect, Math.abs(dot(at, this.#up)));
      distance = Math.max(distance, dot(at, this.#back) + (BORDER * beside) / this.#slope);
    }
    return distance;
  }
}

/** The longest side of a box, which is 1 long for the eye. */
export function longestOf(box: Box): number {
  return Math.max(...box.map(([low, high]) => high - low));
}

function dot(a: Triple, b: Triple): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
