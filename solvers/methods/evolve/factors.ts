import { add, mul, type Node, reshape, reverse, slice, variable } from '../../array';

/** A factor that a program multiplies complex arrays with: whether it has a real and an imaginary part. */
export interface FactorShape {
  readonly key: string;
  readonly re: boolean;
  readonly im: boolean;
}

/** Where the parts of a factor begin in the room of all factors; null for one that is zero. */
export interface FactorParts {
  readonly re: number | null;
  readonly im: number | null;
}

/** Writes a factor at one place of [samples or 1, waves]; a part that is always zero is left out. */
export function writeFactor(room: Float64Array, parts: FactorParts, at: number, re: number, im: number): void {
  if (parts.re !== null) {
    room[parts.re + 2 * at] = re;
    room[parts.re + 2 * at + 1] = re;
  }
  if (parts.im !== null) {
    room[parts.im + 2 * at] = -im;
    room[parts.im + 2 * at + 1] = im;
  }
}

/**
 * Complex factors of spectra, all in one array [slots, samples or 1, waves, 2], so that a kernel binds one buffer for
 * all of them. A real part takes a slot (x, x), an imaginary part a slot (-y, y), since i y (re, im) = (-y im, y re).
 */
export class Factors {
  readonly node: Node;
  readonly #slots = new Map<string, number>();
  readonly #shape: readonly number[];
  readonly #size: number;

  /** @param shape [samples or 1, waves along each axis] */
  constructor(name: string, shapes: readonly FactorShape[], shape: readonly number[]) {
    this.#shape = shape;
    this.#size = 2 * shape.reduce((product, extent) => product * extent, 1);
    for (const { key, re } of shapes) if (re) this.#slots.set(`${key} re`, this.#slots.size);
    for (const { key, im } of shapes) if (im) this.#slots.set(`${key} im`, this.#slots.size);
    this.node = variable(name, [Math.max(1, this.#slots.size), ...shape, 2]);
  }

  /** The factor times a spectrum [batch, waves, 2]; null where the factor is zero. */
  times(key: string, z: Node): Node | null {
    const re = this.#slot(`${key} re`);
    const im = this.#slot(`${key} im`);
    const real = re && mul(re, z);
    const turned = im && mul(im, reverse(z, -1));
    return real && turned ? add(real, turned) : (real ?? turned);
  }

  /** Room for all factors. */
  room(): Float64Array {
    return new Float64Array(Math.max(1, this.#slots.size) * this.#size);
  }

  /** Where the parts of a factor begin in its room; null for one that is zero. */
  partsOf(key: string): FactorParts {
    const begin = (part: string): number | null => {
      const slot = this.#slots.get(`${key} ${part}`);
      return slot === undefined ? null : slot * this.#size;
    };
    return { re: begin('re'), im: begin('im') };
  }

  /**
   * The real (`re`) or imaginary parts of factors whose keys follow each other, times one spectrum [batch, waves, 2]:
   * [keys, batch, waves, 2]. They must all have that part.
   */
  together(keys: readonly string[], part: 're' | 'im', z: Node): Node {
    const from = this.#slots.get(`${keys[0]} ${part}`)!;
    const all = slice(this.node, 0, from, from + keys.length);
    const one = reshape(part === 're' ? z : reverse(z, -1), [1, ...z.shape]);
    return mul(all, one);
  }

  #slot(key: string): Node | null {
    const slot = this.#slots.get(key);
    return slot === undefined ? null : reshape(slice(this.node, 0, slot, slot + 1), [...this.#shape, 2]);
  }
}
