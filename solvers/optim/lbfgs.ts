import { abs, add, concat, dot, grad, greater, mul, type Node, neg, reshape, sub, variable, where } from '../array';
import type { Executor, Step } from './executor';
import { type LineSearchOptions, type Point, strongWolfe } from './line-search';
import { CONVERGED, DIVERGED, EXHAUSTED, type Objective, type Optimiser, type Progress, UNFINISHED } from './objective';
import { type Pair, pushed, twoLoop } from './two-loop';

/** Settings of {@link lbfgs}. */
export interface LbfgsOptions extends Pick<LineSearchOptions, 'decrease' | 'curvature' | 'trials'> {
  /** Pairs that are remembered. Default 10; each costs four dispatches and 16 bytes a parameter. */
  readonly memory?: number;
  /** The norm of the gradient at which it has converged. Default 0: never. */
  readonly tolerance?: number;
}

/** The steps of a method and the variables that the host writes or reads. */
interface Parts {
  /** Loss, slope along the direction, slope at the base, square of the gradient. */
  readonly evaluate: Step;
  /** Parameters from the base along the direction. */
  readonly move: Step;
  /** A new pair, a new direction, the parameters as the new base. */
  readonly advance: Step;
  /** The parameters as the base, without a pair. */
  readonly settle: Step;
  readonly at: Node;
  readonly pairs: readonly Pair[];
}

interface Trial extends Point {
  /** The slope at the base. */
  readonly before: number;
  /** The norm of the gradient. */
  readonly gradient: number;
}

/**
 * L-BFGS (Nocedal and Wright, algorithm 7.5) with a strong Wolfe line search. Vectors stay where they are: the host
 * reads four numbers a trial and writes one. The data of the objective may change between runs.
 * @throws Failure 'bad-input' where the shapes do not fit
 */
export async function lbfgs(
  executor: Executor,
  objective: Objective,
  { memory = 10, tolerance = 0, ...search }: LbfgsOptions = {},
): Promise<Optimiser> {
  const { evaluate, move, advance, settle, at, pairs } = await partsOf(executor, objective, memory);
  let fresh = true;
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
    for (const { rho } of pairs) executor.write(rho, [0]);
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
    async run(iterations) {
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

async function partsOf(executor: Executor, { parameters, loss }: Objective, memory: number): Promise<Parts> {
  const vector = (name: string): Node => variable(`l-bfgs ${name}`, parameters.shape);
  const [base, gradient, before, direction] = ['base', 'gradient', 'last gradient', 'direction'].map(vector);
  const at = variable('l-bfgs step', [1]);
  const pairs = Array.from({ length: memory }, (): Pair => {
    return { s: vector('s'), y: vector('y'), rho: variable('l-bfgs rho', [1]) };
  });
  const [now] = grad(loss, [parameters]);
  const scalar = (x: Node): Node => reshape(x, [1]);
  const measured = concat([loss, dot(now, direction), dot(before, direction), dot(now, now)].map(scalar));
  const next = pushed(pairs, sub(parameters, base), sub(gradient, before), 4 * executor.epsilon);
  const moved = where(greater(abs(at), 0), add(base, mul(at, direction)), base);
  const [evaluate, move, advance, settle] = [
    await executor.step('l-bfgs evaluate', { outputs: { measured }, updates: new Map([[gradient, now]]) }),
    await executor.step('l-bfgs move', { updates: new Map([[parameters, moved]]) }),
    await executor.step('l-bfgs advance', {
      updates: new Map([
        ...next.flatMap(({ s, y, rho }, k): [Node, Node][] => [
          [pairs[k].s, s],
          [pairs[k].y, y],
          [pairs[k].rho, rho],
        ]),
        [direction, neg(twoLoop(gradient, next))],
        [base, parameters],
        [before, gradient],
      ]),
    }),
    await executor.step('l-bfgs settle', {
      updates: new Map([
        [base, parameters],
        [before, gradient],
      ]),
    }),
  ];
  return { evaluate, move, advance, settle, at, pairs };
}
