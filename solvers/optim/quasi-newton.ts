import { abs, add, concat, dot, grad, greater, mul, type Node, neg, reshape, sub, variable, where } from '../array';
import type { Executor, Step } from './executor';
import { type LineSearchOptions, type Point, strongWolfe } from './line-search';
import {
  CONVERGED,
  DIVERGED,
  EXHAUSTED,
  type Objective,
  type Progress,
  type ResumableOptimiser,
  UNFINISHED,
} from './objective';

/** Settings of all methods that search along lines. */
export interface QuasiNewtonOptions extends Pick<LineSearchOptions, 'decrease' | 'curvature' | 'trials'> {
  /** The norm of the gradient at which it has converged. Default 0: never. */
  readonly tolerance?: number;
}

/** The last step, from the parameters' base: each [P] but the length. */
export interface LastStep {
  /** The step and the change of the gradient along it; zero where there was none. */
  readonly s: Node;
  readonly y: Node;
  /** The gradient before it, and what it was times the direction, [1]. */
  readonly before: Node;
  readonly length: Node;
}

/** What a method knows of the curvature: an estimate H of the inverse Hessian. */
export interface Curvature {
  /** What is remembered when a step has been taken, and H times the gradient. */
  learn(step: LastStep, gradient: Node): { readonly updates: ReadonlyMap<Node, Node>; readonly product: Node };
  /** A variable [1] whose zero means that nothing is known: H is 1. Written as zero by the host to forget. */
  readonly known: readonly Node[];
  /** All that is remembered. */
  readonly state: readonly Node[];
}

/** The steps of a method and the variables that the host writes or reads. */
interface Parts {
  /** Loss, slope along the direction, slope at the base, square of the gradient. */
  readonly evaluate: Step;
  /** Parameters from the base along the direction. */
  readonly move: Step;
  /** What is learned of the last step, a new direction, the parameters as the new base. */
  readonly advance: Step;
  /** The parameters as the base, with nothing learned. */
  readonly settle: Step;
  readonly at: Node;
}

interface Trial extends Point {
  /** The slope at the base. */
  readonly before: number;
  /** The norm of the gradient. */
  readonly gradient: number;
}

/**
 * A quasi-Newton method with a strong Wolfe line search. Vectors stay where they are: the host reads four numbers a
 * trial and writes one. The data of the objective may change between runs.
 */
export async function quasiNewton(
  name: string,
  executor: Executor,
  objective: Objective,
  curvature: Curvature,
  { tolerance = 0, ...search }: QuasiNewtonOptions,
): Promise<ResumableOptimiser> {
  const { evaluate, move, advance, settle, at } = await partsOf(name, executor, objective, curvature);
  /** Whether nothing is known of the curvature; null where that has to be looked up. */
  let fresh: boolean | null = true;
  let evaluations = 0;
  let last = 0;

  async function trial(step: number): Promise<Trial> {
    executor.write(at, [step]);
    await move.run();
    await evaluate.run();
    const [value, slope, before, square] = Array.from(await evaluate.read('measured'));
    evaluations++;
    last = step;
    return { at: step, value, slope, before, gradient: Math.sqrt(square) };
  }

  function forget(): void {
    for (const node of curvature.known) executor.write(node, [0]);
    fresh = true;
  }

  /** One step down from `here`; null where there is none, and the parameters are back. */
  async function descend(here: Trial): Promise<Trial | null> {
    await advance.run();
    const first = await trial(fresh ? Math.min(1, 1 / here.gradient) : 1);
    if (first.before < 0) {
      const start = { at: 0, value: here.value, slope: first.before };
      const known = new Map<number, Trial>([[first.at, first]]);
      const evaluated = async (step: number): Promise<Trial> => {
        const result = await trial(step);
        known.set(step, result);
        return result;
      };
      const noise = 4 * executor.epsilon * Math.abs(here.value);
      const { point } = await strongWolfe(start, first, evaluated, { ...search, noise });
      if (point.at > 0 && Number.isFinite(point.value)) {
        return last === point.at ? known.get(point.at)! : await trial(point.at);
      }
    }
    await trial(0);
    return null;
  }

  return {
    cost: evaluate.cost,
    state: curvature.state,
    restored() {
      fresh = null;
    },
    async run(iterations) {
      fresh ??= (await executor.read(curvature.known.at(-1)!))[0] === 0;
      evaluations = 0;
      await evaluate.run();
      const [value, , , square] = Array.from(await evaluate.read('measured'));
      evaluations++;
      await settle.run();
      let here: Trial = { at: 0, value, slope: 0, before: 0, gradient: Math.sqrt(square) };
      const done = (count: number, result: Progress['result']): Progress => {
        return { loss: here.value, iterations: count, evaluations, result };
      };
      for (let count = 0; ; count++) {
        if (!Number.isFinite(here.value) || !Number.isFinite(here.gradient)) return done(count, DIVERGED);
        if (here.gradient <= tolerance) return done(count, CONVERGED);
        if (count === iterations) return done(count, UNFINISHED);
        const next = await descend(here);
        if (next) {
          here = next;
          fresh = false;
        } else if (fresh) return done(count, EXHAUSTED);
        else forget();
      }
    },
  };
}

async function partsOf(
  name: string,
  executor: Executor,
  { parameters, loss }: Objective,
  curvature: Curvature,
): Promise<Parts> {
  const vector = (own: string): Node => variable(`${name} ${own}`, parameters.shape);
  const [base, gradient, before, direction] = ['base', 'gradient', 'last gradient', 'direction'].map(vector);
  const at = variable(`${name} step`, [1]);
  const [now] = grad(loss, [parameters]);
  const scalar = (x: Node): Node => reshape(x, [1]);
  const measured = concat([loss, dot(now, direction), dot(before, direction), dot(now, now)].map(scalar));
  const step = { s: sub(parameters, base), y: sub(gradient, before), before, length: at };
  const { updates, product } = curvature.learn(step, gradient);
  const moved = where(greater(abs(at), 0), add(base, mul(at, direction)), base);
  const settled: [Node, Node][] = [
    [base, parameters],
    [before, gradient],
  ];
  const [evaluate, move, advance, settle] = [
    await executor.step(`${name} evaluate`, { outputs: { measured }, updates: new Map([[gradient, now]]) }),
    await executor.step(`${name} move`, { updates: new Map([[parameters, moved]]) }),
    await executor.step(`${name} advance`, {
      updates: new Map([...updates, [direction, neg(product)], ...settled]),
    }),
    await executor.step(`${name} settle`, { updates: new Map(settled) }),
  ];
  return { evaluate, move, advance, settle, at };
}
