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
  variable,
} from '../../array';
import type { DeviceArray, Gpu } from '../../gpu';
import { Answer, basisWeights, inside, residualOf } from './answer';
import { Example } from './example';
import { type GridAxis, pointsOf } from './grid';
import { basisOf } from './network';
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
    const example = new Example(statement, grid, 1, null);
    const boxes = grid.reduce((product, axis) => product * axis.boxes, 1);
    const terms = new Terms(basisOf(node, example, grid, recipe), grid);
    const scale = literal(recipe.rowScaleLast, [1]);
    const found = basisWeights(method, statement, recipe, terms, example, everyPoint(grid, boxes), scale);
    const answer = new Answer(terms, found);
    const size = pointsOf(grid);
    const residual = residualOf(statement, answer, example);
    const values = {
      answer: reshape(answer.of({ by: [] }), [size]),
      residual: reshape(residual, [size]),
      box: boxNumbers(grid),
    };
    const shown = new Map(SHOWN.map((name) => [name as string, variable(`shown ${name}`, [size])]));
    const outputs = {
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

  /** A field [..axes], or how large the residual is at the points where the equation is asked to hold. */
  async read(name: (typeof SHOWN)[number] | 'inside'): Promise<Float32Array> {
    return this.#program.read(name === 'inside' ? name : this.#shown.get(name)!);
  }

  /** [iterations, norm of residuals, code, condition] of each box; empty where there is no constraint. */
  async status(): Promise<Float32Array> {
    return this.#solves ? this.#program.read('status') : new Float32Array();
  }

  /** The basis' weights, [boxes, basis]. */
  weights(): Promise<Float32Array> {
    return this.#program.read('weights');
  }

  dispose(): void {
    this.#program.release();
  }
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
  return reshape(numbers.reduce(add), [shape.reduce((a, b) => a * b, 1)]);
}
