import { concat, grad, mul, type Node, reshape, sum } from '../../../array';
import { OK, type Outcome } from '../../../base/result';
import {
  adam,
  conflictFree,
  type Executor,
  type Guarded,
  guarded,
  lbfgs,
  lion,
  type MatrixPart,
  momentumConflictFree,
  type RunCost,
  selfScaledBroyden,
  soap,
  type Updates,
} from '../../../optim';
import type { Losses } from './objective';
import type { LabRecipe } from './recipe';

/** Decay of weights by AdamW, a share of the rate. */
const DECAY = 1e-3;

/** What moves the parameters: some steps from iteration `first` on, all state on the device. */
export interface Stepper {
  /** Everything that it keeps beside the parameters. */
  readonly state: readonly Node[];
  /** Its way back; null where a line search makes sure of every step. */
  readonly guard: Guarded | null;
  readonly cost: RunCost;
  /** To be called when its state was written from outside. */
  restored(): void;
  run(first: number, count: number): Promise<Outcome>;
}

/** What a stepper works on. */
export interface Work {
  readonly parameters: Node;
  /** The matrices among them. */
  readonly matrices: readonly MatrixPart[];
  readonly losses: Losses;
  /** [groups], written by the host or by {@link reweighing}. */
  readonly weights: Node;
  /** [1], written by the host. */
  readonly rate: Node;
}

/** The groups' losses, each times its weight, in one. */
function weightedLoss({ losses: { groups }, weights }: Work): Node {
  const all = concat(groups.map(({ loss }) => reshape(loss, [1])));
  return groups.length === 1 ? groups[0].loss : sum(mul(weights, all));
}

/** The gradient of each group's loss. */
export function groupGradients({ losses: { groups }, parameters }: Work): Node[] {
  return groups.map(({ loss }) => grad(loss, [parameters])[0]);
}

export function stepperOf(executor: Executor, work: Work, recipe: LabRecipe): Promise<Stepper> {
  const { optimiser } = recipe;
  if (optimiser === 'l-bfgs') return lineStepper(executor, work, lbfgs);
  if (optimiser === 'ssbroyden') return lineStepper(executor, work, selfScaledBroyden);
  return firstOrderStepper(executor, work, recipe);
}

async function lineStepper(
  executor: Executor,
  work: Work,
  make: typeof lbfgs | typeof selfScaledBroyden,
): Promise<Stepper> {
  const optimiser = await make(executor, { parameters: work.parameters, loss: weightedLoss(work) });
  let [evaluations, steps] = [0, 0];
  return {
    state: optimiser.state,
    guard: null,
    /** Evaluations take nearly all; what the estimate of the curvature costs is not in it. */
    get cost() {
      const { dispatches, bytes, flops } = optimiser.cost;
      const each = steps > 0 ? evaluations / steps : 1;
      return { dispatches: each * dispatches, bytes: each * bytes, flops: each * flops };
    },
    restored: () => optimiser.restored(),
    async run(_, count) {
      const progress = await optimiser.run(count);
      evaluations += progress.evaluations;
      steps += count;
      return progress.result.code === 'diverged' ? progress.result : OK;
    },
  };
}

/** Steps between two looks at the axes of SOAP. */
const AXES = 10;

async function firstOrderStepper(executor: Executor, work: Work, recipe: LabRecipe): Promise<Stepper> {
  const { parameters, rate, losses } = work;
  const inTurn = recipe.compose === 'm-config';
  const judged = inTurn ? losses.groups.map(({ loss }) => loss) : [weightedLoss(work)];
  let axes: Updates = new Map();
  const guard = guarded(parameters, judged, (factor) => {
    const rules = rulesOf(work, recipe, mul(rate, factor));
    axes = rules.refresh ?? axes;
    return rules.updates;
  });
  const steps = await Promise.all(guard.updates.map((updates, turn) => executor.step(`train ${turn}`, { updates })));
  const follow = axes.size > 0 ? await executor.step('axes', { updates: axes }) : null;
  const state = new Set([...guard.updates.flatMap((updates) => [...updates.keys()]), ...axes.keys()]);
  state.delete(parameters);
  return {
    state: [...state],
    guard,
    cost: meanCost(steps.map(({ cost }) => cost)),
    restored: () => {},
    async run(first, count) {
      const end = first + count;
      for (let k = first; k < end; ) {
        const next = follow ? Math.min(end, AXES * (Math.floor(k / AXES) + 1)) : steps.length > 1 ? k + 1 : end;
        await steps[k % steps.length].run(next - k);
        if (follow && next % AXES === 0) await follow.run();
        k = next;
      }
      return OK;
    },
  };
}

function meanCost(costs: readonly RunCost[]): RunCost {
  const mean = (key: keyof RunCost): number => costs.reduce((sum, cost) => sum + cost[key], 0) / costs.length;
  return { dispatches: mean('dispatches'), bytes: mean('bytes'), flops: mean('flops') };
}

/** What the steps write, in turn, and what SOAP writes now and then. */
interface Rules {
  readonly updates: readonly Updates[];
  readonly refresh?: Updates;
}

function rulesOf(work: Work, { compose, optimiser }: LabRecipe, rate: Node): Rules {
  const { parameters, matrices } = work;
  if (compose === 'm-config') {
    return { updates: momentumConflictFree(parameters, groupGradients(work), { rate }) };
  }
  const gradient =
    compose === 'config' ? conflictFree(groupGradients(work)) : grad(weightedLoss(work), [parameters])[0];
  switch (optimiser) {
    case 'lion':
      return { updates: [lion(parameters, gradient, { rate })] };
    case 'adamw':
      return { updates: [adam(parameters, gradient, { rate, decay: DECAY })] };
    case 'soap': {
      const { updates, refresh } = soap(parameters, gradient, { rate, matrices });
      return { updates: [updates], refresh };
    }
    default:
      return { updates: [adam(parameters, gradient, { rate })] };
  }
}
