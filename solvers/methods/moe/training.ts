import {
  add,
  type CompiledProgram,
  compileProgram,
  concat,
  exp,
  floor,
  grad,
  literal,
  maximum,
  mean,
  minimum,
  mul,
  type Node,
  reshape,
  variable,
} from '../../array';
import { topological } from '../../array/node';
import { type DeviceArray, type Gpu, Runner } from '../../gpu';
import { adam } from '../../optim';
import type { StepCost } from '../solver';
import { Answer, basisWeights, conditionResidual, measured, normOf, residualOf } from './answer';
import { drawn, Example } from './example';
import type { GridAxis } from './grid';
import { drawnInputs } from './input-fields';
import { Legs } from './legs';
import { Lift } from './lift';
import { basisTerms } from './network';
import type { MoeMethod, MoeRecipe } from './recipe';
import { conditionsOf, sampled } from './rows';
import { drawnStarts } from './starts';
import type { Statement } from './statement';

/** Losses of the latest step, and of each sample's boxes how their solves went. */
export interface Report {
  readonly loss: number;
  readonly equation: number;
  readonly conditions: number;
  /** [iterations, norm of residuals, code, condition] of each sample and box. */
  readonly status: Float32Array;
}

/** One step of training as a program: examples and points drawn anew, constraint, loss, gradient and Adam. */
export class Training {
  readonly #runner: Runner;
  readonly #program: CompiledProgram;
  readonly #parameters: ReadonlyMap<string, Node>;
  readonly #memory: readonly Node[];
  readonly #solves: boolean;

  private constructor(
    gpu: Gpu,
    program: CompiledProgram,
    parameters: ReadonlyMap<string, Node>,
    memory: readonly Node[],
    solves: boolean,
  ) {
    this.#runner = new Runner(gpu);
    this.#program = program;
    this.#parameters = parameters;
    this.#memory = memory;
    this.#solves = solves;
  }

  static async create(
    gpu: Gpu,
    method: MoeMethod,
    statement: Statement,
    grid: readonly GridAxis[],
    recipe: MoeRecipe,
    shared: { readonly node: Node; readonly array: DeviceArray },
  ): Promise<Training> {
    const step = variable('step', []);
    const { random } = statement;
    const { batch, seed } = recipe;
    const fresh = batch / recipe.legs;
    const legs = recipe.legs > 1 ? new Legs(batch - fresh, grid.slice(1)) : null;
    const begin = random && drawnStarts(statement, random, grid, fresh, seed + 9, step);
    const start = begin && legs ? legs.starts(begin) : begin;
    const own = drawn({ ...recipe, batch: fresh }, step);
    const varied = own && legs ? { ...own, values: legs.values(own.values) } : own;
    const inputs = drawnInputs(statement, grid, batch, seed + 17, step);
    const example = new Example(statement, grid, batch, varied, start, inputs);
    const { parts, status, weights, field } = lossOf(method, statement, grid, recipe, shared.node, example, step);
    const [loss, ...rest] = parts;
    const rate = mul(recipe.rate, exp(mul(-Math.LN2, floor(mul((recipe.halvings + 1) / recipe.steps, step)))));
    const updates = new Map(
      adam(shared.node, grad(loss, [shared.node])[0], { rate: reshape(rate, []), clipNorm: recipe.clip }),
    );
    for (const [node, value] of legs?.updates(field, varied?.values ?? null, grid[0]) ?? []) updates.set(node, value);
    const memory = [...updates.keys()].filter((node) => node !== shared.node);
    updates.set(step, add(step, 1));
    const told = concat([loss, ...rest].map((part) => reshape(part, [1])));
    const program = await compileProgram(gpu, `${method} training`, {
      // Weights that are stored are read where they lie; else all their products with terms would be stored.
      outputs: { told, ...(status && { status, weights }) },
      updates,
      shared: new Map([[shared.node, shared.array]]),
    });
    const used = usedParameters(example, [...updates.values(), told, ...(status ? [status] : [])]);
    return new Training(gpu, program, used, [...memory, step], status !== null);
  }

  get cost(): StepCost {
    return this.#program.program.cost;
  }

  setParameters(parameters: Readonly<Record<string, number>>): void {
    for (const [name, node] of this.#parameters) this.#program.write(node, [parameters[name]]);
  }

  /** Runs steps; resolves when they are submitted. */
  run(steps: number): Promise<void> {
    return this.#runner.run(this.#program.program, steps);
  }

  async report(): Promise<Report> {
    await this.#runner.drain();
    const [loss, equation, conditions] = await this.#program.read('told');
    return {
      loss,
      equation,
      conditions,
      status: this.#solves ? await this.#program.read('status') : new Float32Array(),
    };
  }

  /** Adam's memory and the number of steps, to be kept and brought back. */
  async save(): Promise<ArrayBuffer[]> {
    await this.#runner.drain();
    return Promise.all(this.#memory.map(async (node) => (await this.#program.read(node)).slice().buffer));
  }

  restore(arrays: readonly ArrayBuffer[]): void {
    for (const [k, node] of this.#memory.entries()) this.#program.write(node, new Float32Array(arrays[k]));
  }

  forget(): void {
    this.restore(this.#memory.map(({ shape }) => new Float32Array(shape.reduce((a, b) => a * b, 1)).buffer));
  }

  dispose(): void {
    this.#program.release();
  }
}

/** The loss and its parts: [loss, equation, conditions], means over the samples; the answers [samples, ..axes]. */
export function lossOf(
  method: MoeMethod,
  statement: Statement,
  grid: readonly GridAxis[],
  recipe: MoeRecipe,
  parameters: Node,
  example: Example,
  step: Node,
): { parts: Node[]; status: Node | null; weights: Node; field: Node } {
  const boxes = grid.reduce((product, axis) => product * axis.boxes, 1);
  const terms = basisTerms(parameters, statement, example, grid, recipe);
  const lift = new Lift(statement, grid, recipe, example);
  const places = sampled(grid, recipe, boxes, step);
  const rowScale = ramped(recipe, recipe.rowScale, recipe.rowScaleLast, step);
  const found = basisWeights(method, statement, recipe, terms, example, lift, places, rowScale);
  const answer = new Answer(terms, lift, found, statement.equation.terms, recipe.zeroMean);
  const equation = mean(normOf(measured(residualOf(statement, answer, example), grid, recipe)));
  const together = conditionsOf(statement, recipe).reduce<Node>((sum, { condition, weight }) => {
    return add(sum, mul(weight, mean(normOf(conditionResidual(condition, answer, example, grid)))));
  }, literal(0));
  const weight = ramped(recipe, recipe.weight, recipe.weightLast, step);
  const loss = add(together, mul(reshape(weight, []), equation));
  const field = answer.of({ by: [], follows: false });
  return { parts: [loss, equation, together], status: found.status, weights: found.weights, field };
}

/** From one number to another by a constant factor a step, along the part of the training that the recipe says; [1]. */
function ramped({ rampFrom, rampTo, steps }: MoeRecipe, first: number, last: number, step: Node): Node {
  if (first === last || first === 0) return literal(last, [1]);
  const share = maximum(
    0,
    minimum(1, mul(1 / Math.max(1e-9, rampTo - rampFrom), add(-rampFrom, mul(1 / steps, step)))),
  );
  return reshape(mul(first, exp(mul(Math.log(last / first), share))), [1]);
}

/** The problem's parameters that a program's values rest on: it holds no others. */
export function usedParameters(example: Example, values: Iterable<Node>): Map<string, Node> {
  const used = new Set(topological([...values]));
  return new Map([...example.parameters].filter(([, node]) => used.has(node)));
}
