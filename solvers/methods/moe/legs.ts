import { concat, type Node, slice, variable } from '../../array';
import { beside } from './beside';
import type { GridAxis } from './grid';

/**
 * Examples of all legs of time at once: those of the first leg begin with fresh draws, those of each other where the
 * leg before ended in the step before, so that every leg is trained on what it will meet.
 */
export class Legs {
  /** Where examples of later legs begin, [samples, 1, ..space], and the value of the parameter that varies. */
  readonly #starts: Node;
  readonly #values: Node;

  /** @param samples examples of all legs but the first */
  constructor(samples: number, space: readonly GridAxis[]) {
    this.#starts = variable('starts of later legs', [samples, 1, ...space.map(({ points }) => points)]);
    this.#values = variable('parameters of later legs', [samples]);
  }

  /** The starts of all examples, those of the first leg in front. */
  starts(fresh: Node): Node {
    return beside([fresh, this.#starts], 0);
  }

  values(fresh: Node): Node {
    return beside([fresh, this.#values], 0);
  }

  /** What the next step begins with, of answers [samples, ..axes] and values [samples] of the parameter that varies. */
  updates(answer: Node, values: Node | null, { last }: GridAxis): Map<Node, Node> {
    const [count] = this.#values.shape;
    const ends = slice(slice(answer, 1, last, last + 1), 0, 0, count);
    const updates = new Map([[this.#starts, ends]]);
    if (values) updates.set(this.#values, slice(values, 0, 0, count));
    return updates;
  }
}

/** The latest `count` values in their order, the oldest in front: each run of a program adds one. */
export function register(name: string, value: Node, count: number): { readonly node: Node; readonly next: Node } {
  const [own, ...rest] = value.shape;
  const node = variable(name, [count * own, ...rest]);
  return { node, next: count === 1 ? value : concat([slice(node, 0, own, count * own), value]) };
}
