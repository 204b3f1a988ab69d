import { literalOf } from './leaves';
import type { Node } from './node';
import { type Shape, sameShape, sizeOf, stridesOf } from './shape';

/** Where an element is, as WGSL: by its number in C order, by its coordinates, or both. */
export interface Place {
  readonly shape: Shape;
  readonly flat: string | null;
  readonly coordinates: readonly string[] | null;
}

/** Where a stored value lies: which binding, and its first element there. */
export interface Location {
  readonly variable: string;
  readonly offset: number;
}

/** Statements of one kernel, each value once. Names are made here; nothing of the user's reaches the text. */
export class Emitter {
  readonly lines: string[] = [];
  flops = 0;
  readonly #known = new Map<string, string>();
  readonly #locate: (node: Node) => Location | null;
  #names = 0;

  /** `locate` tells where a stored value lies; null for one that is computed here. */
  constructor(locate: (node: Node) => Location | null) {
    this.#locate = locate;
  }

  /** Declares `node`, at `place`, to be the variable `name` already. */
  define(node: Node, place: Place, name: string): void {
    this.#known.set(`${node.id} ${keyOf(place)}`, name);
  }

  /** The name of a variable (or a literal) that holds the element of `node` at `place`. */
  value(node: Node, place: Place): string {
    const number = literalOf(node);
    if (number !== null) return wgslNumber(number);
    const key = `${node.id} ${keyOf(place)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const name = this.#compute(node, place);
    this.#known.set(key, name);
    return name;
  }

  /** The number of the element at `place`, in C order. */
  flat(place: Place): string {
    if (place.flat !== null) return place.flat;
    const strides = stridesOf(place.shape);
    const terms = place.coordinates!.flatMap((coordinate, axis) => {
      if (place.shape[axis] === 1) return [];
      return strides[axis] === 1 ? [coordinate] : [`${coordinate} * ${strides[axis]}u`];
    });
    return terms.length === 0 ? '0u' : this.#let(terms.join(' + '), 'u32');
  }

  #compute(node: Node, place: Place): string {
    const location = this.#locate(node);
    if (location) {
      const flat = this.flat(place);
      const at = location.offset === 0 ? flat : `${flat} + ${location.offset}u`;
      return this.#let(`${location.variable}[${at}]`);
    }
    const { form } = node.op;
    switch (form.kind) {
      case 'map': {
        const args = node.inputs.map((input) => this.value(input, this.#broadcast(place, input.shape)));
        this.flops += form.flops;
        return this.#let(form.wgsl(...args));
      }
      case 'reshape':
        return this.value(node.inputs[0], { shape: node.inputs[0].shape, flat: this.flat(place), coordinates: null });
      case 'view':
        return this.#view(node, form.source, place);
      default:
        throw new Error(`${node.op.name} cannot be computed inside another kernel`);
    }
  }

  #view(node: Node, source: Extract<Node['op']['form'], { kind: 'view' }>['source'], place: Place): string {
    const [input] = node.inputs;
    const outer = this.coordinates(place);
    const tests: string[] = [];
    const coordinates = source.map(({ axis, start, step }, d) => {
      if (axis === null || node.shape[axis] === 1) return `${start}u`;
      if (step === 1 && start === 0 && node.shape[axis] <= input.shape[d]) return outer[axis];
      const sign = step === 1 ? '' : `${Math.abs(step)}u * `;
      const moved =
        step < 0
          ? `${start}u - ${sign === '1u * ' ? '' : sign}${outer[axis]}`
          : start < 0
            ? `${sign}${outer[axis]} - ${-start}u`
            : `${sign}${outer[axis]} + ${start}u`;
      const name = this.#let(moved, 'u32');
      const last = start + step * (node.shape[axis] - 1);
      if (start >= 0 && last >= 0 && Math.max(start, last) < input.shape[d]) return name;
      // Below zero wraps round to a large number, so one comparison tells both ends.
      tests.push(`${name} < ${input.shape[d]}u`);
      return this.#let(`min(${name}, ${input.shape[d] - 1}u)`, 'u32');
    });
    const value = this.value(input, { shape: input.shape, flat: null, coordinates });
    return tests.length === 0 ? value : this.#let(`select(0.0, ${value}, ${tests.join(' && ')})`);
  }

  /** The coordinates of `place`, by division where they are not known. */
  coordinates(place: Place): readonly string[] {
    if (place.coordinates !== null) return place.coordinates;
    const strides = stridesOf(place.shape);
    return place.shape.map((extent, axis) => {
      if (extent === 1) return '0u';
      const key = `${place.flat} / ${strides[axis]} % ${extent}`;
      const known = this.#known.get(key);
      if (known !== undefined) return known;
      const row = strides[axis] === 1 ? `${place.flat}` : `${place.flat} / ${strides[axis]}u`;
      const outermost = sizeOf(place.shape) === strides[axis] * extent;
      const name = this.#let(outermost ? row : `(${row}) % ${extent}u`, 'u32');
      this.#known.set(key, name);
      return name;
    });
  }

  #broadcast(place: Place, shape: Shape): Place {
    if (sameShape(place.shape, shape)) return place;
    if (sizeOf(shape) === 1) return { shape, flat: '0u', coordinates: shape.map(() => '0u') };
    if (sizeOf(shape) === sizeOf(place.shape)) return { shape, flat: this.flat(place), coordinates: null };
    const outer = this.coordinates(place).slice(place.shape.length - shape.length);
    return { shape, flat: null, coordinates: shape.map((extent, axis) => (extent === 1 ? '0u' : outer[axis])) };
  }

  #let(expression: string, kind: 'f32' | 'u32' = 'f32'): string {
    const name = `${kind === 'f32' ? 'v' : 'i'}${this.#names++}`;
    this.lines.push(`let ${name} = ${expression};`);
    return name;
  }
}

/** Places of one element are one place, however they are written. */
function keyOf({ shape, flat, coordinates }: Place): string {
  return sizeOf(shape) === 1 ? '0u' : (flat ?? coordinates!.join());
}

/** A number as an f32 literal that every compiler takes; too large ones end at the largest f32. */
function wgslNumber(value: number): string {
  const limited = Math.max(-3.4e38, Math.min(3.4e38, Math.fround(value)));
  if (Math.abs(limited) < 1.2e-38) return '0.0';
  const text = String(limited);
  const plain = /[.e]/.test(text) ? text : `${text}.0`;
  return value < 0 ? `(${plain})` : plain;
}
