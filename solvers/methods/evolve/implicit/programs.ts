import {
  add,
  type CompiledProgram,
  compileProgram,
  concat,
  literal,
  mul,
  type Node,
  reshape,
  slice,
  square,
  sub,
  sum,
  variable,
  where,
} from '../../../array';
import type { DeviceArray, Gpu } from '../../../gpu';
import { leavesOf } from '../leaves';
import { changed } from '../pair';
import type { Component } from './component';
import { diffusionOf, type Places, restOf, wholeOf } from './rates';
import type { Weights } from './scheme';

/** Numbers of a step that all kernels read. */
const NUMBERS = ['t', 'next', 'alpha', 'beta', 'now', 'last', 'guess', 'guess before', 'one'] as const;

/** What the programs of a step share: all components in one array, [components, z, y, x]. */
export interface StepNodes {
  /** The state as a sum of two f32, which rounding does not wear down. */
  readonly high: Node;
  readonly low: Node;
  /** The changes of the last step and of the one before. */
  readonly last: Node;
  readonly before: Node;
  /** Explicit rates at the last step and at the present. */
  readonly lastRates: Node;
  readonly rates: Node;
  /** The change of the step that is being made, and its guess. */
  readonly change: Node;
  readonly guess: Node;
  readonly numbers: Node;
  /** For each component, misfit of its equation and the correction that a solve makes of it, [points]. */
  readonly misfits: readonly Node[];
  readonly corrections: readonly Node[];
  /** 1 over the diagonal of components without diffusion, [components, z, y, x]. */
  readonly inverses: Node;
}

/** The array programs of a step. Two kinds of equations: explicit rests with fixed operators, or all of it implicit. */
export class StepPrograms {
  readonly nodes: StepNodes;
  readonly fields: readonly { readonly name: string; readonly node: Node }[];
  readonly #components: readonly Component[];
  readonly #places: Places;
  readonly #explicit: boolean;

  /** @param shape of the points, [z][y][x] @param explicit whether the rests are extrapolated */
  constructor(components: readonly Component[], places: Places, shape: readonly number[], explicit: boolean) {
    this.#components = components;
    this.#places = places;
    this.#explicit = explicit;
    const make = (name: string) => variable(name, [components.length, ...shape]);
    this.nodes = {
      high: make('state'),
      low: make('low part of state'),
      last: make('last change'),
      before: make('change before'),
      lastRates: make('last rates'),
      rates: make('rates'),
      change: make('change'),
      guess: make('guess'),
      numbers: variable('numbers', [NUMBERS.length]),
      misfits: components.map(({ name }) => variable(`misfit of ${name}`, shape)),
      corrections: components.map(({ name }) => variable(`correction of ${name}`, shape)),
      inverses: make('inverses'),
    };
    const now = this.#whole(this.#present(), this.#number('t'));
    this.fields = components.map(({ name }) => ({ name, node: now.get(name)! }));
  }

  /** What `numbers` holds. */
  static numbersOf(t: number, next: number, { alpha, beta, now, last, guess }: Weights): number[] {
    return [t, next, alpha, beta, now, last, ...guess, 1];
  }

  /** New values of variables: the guess of the change, and the explicit rates. */
  begin(): Map<Node, Node> {
    const { last, before, change, guess, rates } = this.nodes;
    const guessed = add(mul(this.#number('guess'), last), mul(this.#number('guess before'), before));
    const updates = new Map([
      [guess, guessed],
      [change, guessed],
    ]);
    if (this.#explicit) {
      const t = this.#number('t');
      const all = this.#whole(this.#present(), t);
      const shape = [1, ...last.shape.slice(1)];
      const own = this.#components.map((one) => restOf(one, this.#components, all, t, this.#places));
      updates.set(rates, concat(own.map((rate) => add(rate ?? 0, literal(0, shape)))));
    }
    return updates;
  }

  /** The misfit of each equation, integrated over volumes. */
  misfit(): Map<Node, Node> {
    const { last, lastRates, rates, change, misfits } = this.nodes;
    const t = this.#number('next');
    const all = this.#whole(add(this.#present(), change), t);
    const [alpha, beta, now, previous] = (['alpha', 'beta', 'now', 'last'] as const).map((name) => this.#number(name));
    return new Map(
      this.#components.map((component, k) => {
        const part = (of: Node) => slice(of, 0, k, k + 1);
        let slow = sub(mul(beta, part(last)), mul(alpha, part(change)));
        if (this.#explicit) slow = add(slow, sub(mul(now, part(rates)), mul(previous, part(lastRates))));
        else slow = add(slow, restOf(component, this.#components, all, t, this.#places) ?? 0);
        const { name, planes } = component;
        const volumes = mul(planes.at(`${name} volume`), slow);
        const sum = add(volumes, diffusionOf(component, all, t, this.#places) ?? 0);
        const whole = where(planes.at(`${name} unknown`), sum, 0);
        return [misfits[k], reshape(whole, misfits[k].shape)] as const;
      }),
    );
  }

  /** The change, corrected; and the sums of squares of corrections, of what the guess was wrong, and of the state. */
  correct(): { updates: Map<Node, Node>; norms: Node } {
    const { corrections, misfits, inverses, change, guess } = this.nodes;
    const own = this.#components.map(({ part }, k) => {
      const one = part.diffusion.some((d) => d !== null)
        ? corrections[k]
        : mul(misfits[k], reshape(slice(inverses, 0, k, k + 1), misfits[k].shape));
      return reshape(one, [1, ...one.shape]);
    });
    const corrected = own.map((one, k) => add(slice(change, 0, k, k + 1), one));
    const norms = own.flatMap((one, k) => {
      const part = (of: Node) => slice(of, 0, k, k + 1);
      return [one, sub(corrected[k], part(guess)), add(part(this.#present()), corrected[k])].map((x) =>
        reshape(sum(square(x)), [1]),
      );
    });
    return { updates: new Map([[change, concat(corrected)]]), norms: concat(norms) };
  }

  /** The state after the step. */
  accept(): Map<Node, Node> {
    const { high, low, last, before, change, rates, lastRates } = this.nodes;
    const [sum, rest] = changed(high, low, change, this.#number('one'));
    const updates = new Map([
      [high, sum],
      [low, rest],
      [before, last],
      [last, change],
    ]);
    if (this.#explicit) updates.set(lastRates, rates);
    return updates;
  }

  /** All components at the new time as they stand now, [components, z, y, x]: what Newton's matrices are made of. */
  iterate(): Node {
    const { change } = this.nodes;
    return concat([...this.#whole(add(this.#present(), change), this.#number('next')).values()]);
  }

  #present(): Node {
    return add(this.nodes.high, this.nodes.low);
  }

  #number(name: (typeof NUMBERS)[number]): Node {
    const k = NUMBERS.indexOf(name);
    return reshape(slice(this.nodes.numbers, 0, k, k + 1), []);
  }

  #whole(state: Node, t: Node): Map<string, Node> {
    return new Map(
      this.#components.map((one, k) => [one.name, wholeOf(one, slice(state, 0, k, k + 1), t, this.#places)]),
    );
  }
}

/** Programs that share their variables' arrays. */
export class SharedPrograms {
  readonly arrays = new Map<Node, DeviceArray>();
  readonly #gpu: Gpu;
  readonly #programs: CompiledProgram[] = [];

  constructor(gpu: Gpu) {
    this.#gpu = gpu;
  }

  async compile(
    name: string,
    updates: ReadonlyMap<Node, Node>,
    outputs: Readonly<Record<string, Node>> = {},
  ): Promise<CompiledProgram> {
    const leaves = leavesOf([...updates.keys(), ...updates.values(), ...Object.values(outputs)]);
    const shared = new Map([...this.arrays].filter(([leaf]) => leaves.has(leaf)));
    const program = await compileProgram(this.#gpu, name, { updates, outputs, shared });
    for (const leaf of leaves) if (!this.arrays.has(leaf)) this.arrays.set(leaf, program.array(leaf));
    this.#programs.push(program);
    return program;
  }

  /** Writes a variable, if any program uses it; ordered with the runs around it. */
  write(variable: Node, data: ArrayLike<number>): void {
    const array = this.arrays.get(variable);
    if (array) this.#gpu.write(array, data instanceof Float32Array ? data : Float32Array.from(data));
  }

  release(): void {
    for (const program of this.#programs) program.release();
  }
}
