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
import { Answer, basisWeights, inside, residualOf } from './answer';
import { Example } from './example';
import type { GridAxis } from './grid';
import { Lift } from './lift';
import { basisOf, networkOf } from './network';
import type { MoeMethod, MoeRecipe } from './recipe';
import { everyPoint } from './rows';
import type { Statement } from './statement';
import { Terms } from './terms';
import { usedParameters } from './training';

/** What is drawn: the answer, its residual, and the number of the box that each point lies in. */
export const SHOWN = ['answer', 'residual', 'box'] as const;

/** The network's answer for the scene's own parameters, its constraint solved at all points of each box. */
export class Inference {
  readonly parameters: { readonly node: Node; readonly array: DeviceArray };
  readonly #gpu: Gpu;
  readonly #program: CompiledProgram;
  readonly #used: ReadonlyMap<string, Node>;
  readonly #shown: ReadonlyMap<string, Node>;
  readonly #solves: boolean;

  private constructor(
    gpu: Gpu,
    program: CompiledProgram,
    node: Node,
    used: ReadonlyMap<string, Node>,
    shown: ReadonlyMap<string, Node>,
    solves: boolean,
  ) {
    this.#gpu = gpu;
    this.#program = program;
    this.parameters = { node, array: program.array(node) };
    this.#used = used;
    this.#shown = shown;
    this.#solves = solves;
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
    const example = new Example(statement, grid, 1, null, ownStart(statement, grid));
    const boxes = grid.reduce((product, axis) => product * axis.boxes, 1);
    const terms = new Terms(basisOf(node, example, grid, recipe), grid, statement.follower);
    const lift = new Lift(statement, grid, recipe, example);
    const scale = literal(recipe.rowScaleLast, [1]);
    const found = basisWeights(method, statement, recipe, terms, example, lift, everyPoint(grid, boxes), scale);
    const answer = new Answer(terms, lift, found, statement.equation.terms, recipe.zeroMean);
    const field = answer.of({ by: [], follows: false });
    const residual = residualOf(statement, answer, example);
    const size = pictureOf(field).shape[0];
    const values = {
      answer: pictureOf(field),
      residual: pictureOf(residual),
      box: pictureOf(boxNumbers(grid)),
    };
    const shown = new Map(SHOWN.map((name) => [name as string, variable(`shown ${name}`, [size])]));
    const outputs = {
      field,
      inside: abs(inside(residual, grid)),
      weights: found.weights,
      ...(found.status && { status: found.status }),
    };
    const updates = new Map(SHOWN.map((name) => [shown.get(name)!, values[name]]));
    const program = await compileProgram(gpu, `${method} answer`, { outputs, updates });
    const used = usedParameters(example, [...Object.values(outputs), ...updates.values()]);
    return new Inference(gpu, program, node, used, shown, found.status !== null);
  }

  get cost() {
    return this.#program.program.cost;
  }

  array(name: (typeof SHOWN)[number]): DeviceArray {
    return this.#program.array(this.#shown.get(name)!);
  }

  setParameters(parameters: Readonly<Record<string, number>>): void {
    for (const [name, node] of this.#used) this.#program.write(node, [parameters[name]]);
  }

  /** Brings what is drawn up to the present parameters. */
  show(): void {
    this.#gpu.run(this.#program.program);
  }

  /** The answer [..axes], how large the residual is where the equation is asked to hold, or the weights [boxes, basis]. */
  read(name: 'field' | 'inside' | 'weights'): Promise<Float32Array> {
    return this.#program.read(name);
  }

  /** [iterations, norm of residuals, code, condition] of each box; empty where there is no constraint. */
  async status(): Promise<Float32Array> {
    return this.#solves ? this.#program.read('status') : new Float32Array();
  }

  dispose(): void {
    this.#program.release();
  }
}

/** The network of a problem. */
export function networkFor(statement: Statement, grid: readonly GridAxis[], recipe: MoeRecipe) {
  return networkOf(grid, recipe, new Example(statement, grid, 1, null, ownStart(statement, grid)).seen(recipe).length);
}

/** The number of the box that each point lies in, from 1. */
function boxNumbers(grid: readonly GridAxis[]): Node {
  const rank = grid.length;
  const shape = grid.map(({ points }) => points);
  const numbers = grid.map(({ points, boxes }, at) => {
    const after = grid.slice(at + 1).reduce((product, axis) => product * axis.boxes, 1);
    const own = Float64Array.from(
      { length: points },
      (_, k) => Math.floor((k * boxes) / points) * after + (at === 0 ? 1 : 0),
    );
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

/** The start that the scene draws from its seed; null where it is a formula. */
export function ownStart({ problem, random }: Statement, grid: readonly GridAxis[]): Node | null {
  if (!random) return null;
  const space = grid.slice(1);
  const spectrum = compile(random.spectrum, ['k', ...Object.keys(problem.parameters)]);
  const field = randomField({
    shape: space.map(({ points }) => points),
    lengths: space.map(({ points, step }) => points * step),
    spectrum: (k) => spectrum([k, ...Object.values(problem.parameters)]),
    seed: problem.seed,
    sample: problem.randomFields.indexOf(random),
    mean: random.mean,
    rms: random.rms,
  });
  return constant(field, [1, 1, ...space.map(({ points }) => points)], 'start');
}
