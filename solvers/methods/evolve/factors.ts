import { add, mul, type Node, reshape, reverse, slice, variable } from '../../array';

/** A factor that a program multiplies complex arrays with: whether it has a real and an imaginary part. */
export interface FactorShape {
  readonly key: string;
  readonly re: boolean;
  readonly im: boolean;
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

  /** Writes a factor at one place of [samples or 1, waves]; parts that have no slot are zero and left out. */
  write(into: Float64Array, key: string, at: number, re: number, im: number): void {
    const real = this.#slots.get(`${key} re`);
    const imaginary = this.#slots.get(`${key} im`);
    if (real !== undefined) into.fill(re, real * this.#size + 2 * at, real * this.#size + 2 * at + 2);
    if (imaginary !== undefined) {
      into[imaginary * this.#size + 2 * at] = -im;
      into[imaginary * this.#size + 2 * at + 1] = im;
    }
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
