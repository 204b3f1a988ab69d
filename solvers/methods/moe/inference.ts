import {
  abs,
  add,
  broadcastTo,
  type CompiledProgram,
  compileProgram,
  constant,
  literal,
  type Node,
  reshape,
  slice,
  variable,
} from '../../array';
import { compile } from '../../expr';
import type { DeviceArray, Gpu } from '../../gpu';
import { randomField } from '../evolve/random-field';
import { inside, residualOf } from './answer';
import { boxAt } from './boxes';
import { correctedAnswer } from './corrections';
import { Example } from './example';
import type { GridAxis } from './grid';
import { givenInputs, ownInput } from './input-fields';
import { register } from './legs';
import { Lift } from './lift';
import { basisTerms, networkOf } from './network';
import type { MoeMethod, MoeRecipe } from './recipe';
import { everyPoint } from './rows';
import type { Statement } from './statement';
import { usedParameters } from './training';

/** What is drawn: the answer, its residual, and the number of the box that each point lies in. */
export const SHOWN = ['answer', 'residual', 'box'] as const;

/** What solves of an answer tell, leg after leg. */
export interface Told {
  readonly inside: Float32Array;
  readonly weights: Float32Array;
  readonly status: Float32Array;
}

/** An input field of the scene, where it is written to, and its values at parameters. */
interface GivenInput {
  readonly name: string;
  readonly node: Node;
  readonly of: (parameters: Readonly<Record<string, number>>) => Float64Array;
}

/** The network's answer for the scene's own parameters, its constraint solved at all points of each box. */
export class Inference {
  readonly parameters: { readonly node: Node; readonly array: DeviceArray };
  readonly #gpu: Gpu;
  readonly #program: CompiledProgram;
  readonly #used: ReadonlyMap<string, Node>;
  readonly #shown: ReadonlyMap<string, Node>;
  readonly #kept: ReadonlyMap<string, Node>;
  readonly #legs: number;
  readonly #start: Node | null;
  readonly #inputs: readonly GivenInput[];
  /** Where the first leg begins. */
  #beginning: Float64Array | null = null;

  private constructor(
    gpu: Gpu,
    program: CompiledProgram,
    node: Node,
    used: ReadonlyMap<string, Node>,
    shown: ReadonlyMap<string, Node>,
    kept: ReadonlyMap<string, Node>,
    legs: number,
    start: Node | null,
    inputs: readonly GivenInput[],
  ) {
    this.#gpu = gpu;
    this.#program = program;
    this.parameters = { node, array: program.array(node) };
    this.#used = used;
    this.#shown = shown;
    this.#kept = kept;
    this.#legs = legs;
    this.#start = start;
    this.#inputs = inputs;
  }

  /** @param count the number of the network's parameters */
  static async create(
    gpu: Gpu,
    method: MoeMethod,
    statement: Statement,
    grid: readonly GridAxis[],
    recipe: MoeRecipe,
    count: number,
  ): Promise<Inference> {
    const node = variable('network', [count]);
    const start = givenStart(statement, grid);
    const inputs = givenInputs(statement, grid);
    const example = new Example(statement, grid, 1, null, start, inputs);
    const boxes = grid.reduce((product, axis) => product * axis.boxes, 1);
    const terms = basisTerms(node, statement, example, grid, recipe);
    const lift = new Lift(statement, grid, recipe, example);
    const scale = literal(recipe.rowScaleLast, [1]);
    const places = everyPoint(grid, boxes);
    const { found, answer } = correctedAnswer(method, statement, recipe, terms, example, lift, places, scale);
    const field = answer.of({ by: [], follows: false });
    const residual = residualOf(statement, answer, example);
    const size = pictureOf(field).shape[0];
    const values = {
      answer: pictureOf(field),
      residual: pictureOf(residual),
      box: pictureOf(boxNumbers(grid)),
    };
    const shown = new Map(SHOWN.map((name) => [name as string, variable(`shown ${name}`, [size])]));
    // Each leg of time is a run of the program, which begins where the one before ended.
    const { legs } = recipe;
    const [time] = grid;
    const ownPoints = legs === 1 ? field : slice(field, 1, 1, time.points);
    const told = {
      field: reshape(ownPoints, ownPoints.shape.slice(1)),
      inside: abs(inside(residual, grid)),
      weights: reshape(found.weights, [boxes, found.weights.shape[2]]),
      ...(found.status && { status: found.status }),
    };
    const kept = new Map<string, Node>();
    const updates = new Map(SHOWN.map((name) => [shown.get(name)!, values[name]]));
    for (const [name, value] of Object.entries(told)) {
      const { node: own, next } = register(name, value, legs);
      kept.set(name, own);
      updates.set(own, next);
    }
    if (start && legs > 1) updates.set(start, slice(field, 1, time.points - 1, time.points));
    const program = await compileProgram(gpu, `${method} answer`, { outputs: {}, updates });
    const used = usedParameters(example, updates.values());
    const inference = new Inference(
      gpu,
      program,
      node,
      used,
      shown,
      kept,
      legs,
      start,
      [...inputs].map(([name, own]) => {
        return { name, node: own, of: (parameters) => ownInput(statement.problem, name, grid, parameters) };
      }),
    );
    const own = ownStart(statement, grid);
    if (own) inference.begin(own);
    return inference;
  }

  get cost() {
    return this.#program.program.cost;
  }

  /** Input fields as the network sees them, by name. */
  get inputs(): ReadonlyMap<string, DeviceArray> {
    return new Map(this.#inputs.map(({ name, node }) => [name, this.#program.array(node)] as const));
  }

  array(name: (typeof SHOWN)[number]): DeviceArray {
    return this.#program.array(this.#shown.get(name)!);
  }

  setParameters(parameters: Readonly<Record<string, number>>): void {
    for (const [name, node] of this.#used) this.#program.write(node, [parameters[name]]);
    for (const { name, of } of this.#inputs) this.give(name, of(parameters));
  }

  /** Another input field [y, x] in place of the scene's own. */
  give(name: string, values: ArrayLike<number>): void {
    const { node } = this.#inputs.find((input) => input.name === name)!;
    this.#program.write(node, Float32Array.from(values));
  }

  /** Another start [..space], where starts are drawn at random. */
  begin(start: Float64Array): void {
    this.#beginning = start;
  }

  /** Brings what is drawn up to the present parameters. */
  show(): void {
    const { program } = this.#program;
    if (this.#start) this.#program.write(this.#start, this.#beginning!);
    this.#gpu.run(program, 0, this.#legs * program.length);
  }

  /** The answer [..axes] for all of time. */
  async field(): Promise<Float64Array> {
    const found = Float64Array.from(await this.#read('field'));
    if (this.#legs === 1) return found;
    const start = this.#beginning!.map(Math.fround);
    const whole = new Float64Array(start.length + found.length);
    whole.set(start);
    whole.set(found, start.length);
    return whole;
  }

  /**
   * Of each leg of time: how large the residual is where the equation is asked to hold; the basis' weights, [boxes,
   * basis]; [iterations, norm of residuals, code, condition] of each box, empty where there is no constraint.
   */
  async told(): Promise<Told> {
    const [inside, weights, status] = await Promise.all(
      ['inside', 'weights', 'status'].map((name) => this.#read(name)),
    );
    return { inside, weights, status };
  }

  async #read(name: string): Promise<Float32Array> {
    const node = this.#kept.get(name);
    return node ? this.#program.read(node) : new Float32Array();
  }

  dispose(): void {
    this.#program.release();
  }
}

/** The network of a problem. */
export function networkFor(statement: Statement, grid: readonly GridAxis[], recipe: MoeRecipe) {
  return networkOf(
    grid,
    recipe,
    new Example(statement, grid, 1, null, givenStart(statement, grid), givenInputs(statement, grid)).seen(recipe)
      .length,
  );
}

/** The number of the box that each point lies in, from 1. */
function boxNumbers(grid: readonly GridAxis[]): Node {
  const rank = grid.length;
  const shape = grid.map(({ points }) => points);
  const numbers = grid.map((axis, at) => {
    const { points } = axis;
    const after = grid.slice(at + 1).reduce((product, axis) => product * axis.boxes, 1);
    const own = Float64Array.from({ length: points }, (_, k) => boxAt(axis, k) * after + (at === 0 ? 1 : 0));
    return broadcastTo(
      constant(own, [...new Array<number>(at).fill(1), points, ...new Array<number>(rank - at - 1).fill(1)]),
      shape,
    );
  });
  return reshape(numbers.reduce(add), [1, ...shape]);
}

/** What is drawn of a field [1, ..axes]: in one dimension all of it, in two the end of time. */
function pictureOf(field: Node): Node {
  const [, times, ...space] = field.shape;
  const own = space.length === 1 ? field : slice(field, 1, times - 1, times);
  return reshape(own, [own.shape.reduce((product, extent) => product * extent, 1)]);
}

/** The start [..space] that the scene draws from its seed, or from another; null where it is a formula. */
export function ownStart(
  { problem, random }: Statement,
  grid: readonly GridAxis[],
  seed = problem.seed,
): Float64Array | null {
  if (!random) return null;
  const space = grid.slice(1);
  const spectrum = compile(random.spectrum, ['k', ...Object.keys(problem.parameters)]);
  return randomField({
    shape: space.map(({ points }) => points),
    lengths: space.map(({ points, step }) => points * step),
    spectrum: (k) => spectrum([k, ...Object.values(problem.parameters)]),
    seed,
    sample: problem.randomFields.indexOf(random),
    mean: random.mean,
    rms: random.rms,
  });
}

/** A start drawn at random as programs are given it, [1, 1, ..space]; null where it is a formula. */
function givenStart({ random }: Statement, grid: readonly GridAxis[]): Node | null {
  return random && variable('start', [1, 1, ...grid.slice(1).map(({ points }) => points)]);
}
