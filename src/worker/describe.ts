import { brushDistance } from '../../scenes/drawn';
import { symbolsOf } from '../../solvers/expr';
import type { Gpu } from '../../solvers/gpu';
import type { Solver } from '../../solvers/methods/solver';
import type { Comparison } from './compare/comparison';
import type { LoadedScene, Pulse } from './protocol';
import type { Run } from './run';
import type { Plan } from './start';

/** What the page must know of a scene that has just started. */
export function describeScene(gpu: Gpu, plan: Plan, solver: Solver, comparison: Comparison | null): LoadedScene {
  const { method, notes, cost, cycle, anatomy, operator, experts } = solver;
  const { nx, ny, facesX, facesY, fields, velocity, volume } = (comparison ?? solver).display;
  return {
    method,
    methodTitle: plan.method.title,
    hasLevels: cycle !== undefined,
    hasPoints: anatomy !== undefined,
    hasOperator: operator !== undefined,
    hasExperts: experts !== undefined,
    hasLandscape: solver.landscape !== undefined,
    overTime: isOverTime(plan, solver),
    hasPast: hasPast(plan),
    step: solver.stepCount,
    takesWalls: takesWalls(plan),
    senses: senses(plan),
    gives: plan.method.isOperator ? [] : given(plan),
    startsByFormula: !plan.method.isOperator && plan.problem.random === null && plan.problem.randomFields.length === 0,
    paints: solver.paint ? (operator?.paints ?? moving(plan)) : [],
    nx,
    ny,
    extent: [facesX[0]!, facesX[nx]!, facesY[0]!, facesY[ny]!],
    fields: fields.map(({ name, title, latex, unit, kind }) => {
      return { name, title, latex, unit, kind, ...(volume?.fields.has(name) && { box: volume.box }) };
    }),
    compared: comparison?.compared ?? null,
    hasVelocity: velocity !== null,
    notes: [...plan.notes, ...notes],
    cost,
    memory: { needed: plan.method.memory(plan.problem), budget: gpu.budget },
  };
}

/** Whether a run goes through moments that can be looked at again; an operator answers at once. */
export function hasPast({ method, problem }: Plan): boolean {
  return (problem.time !== null && !method.isOperator) || method.id === 'flow';
}

/** The unknowns that the equations move on; the others, such as a flow's pressure, follow from them. */
function moving({ problem: { unknowns, equations } }: Plan): string[] {
  const symbols = new Set(equations.flatMap(({ left, right }) => [...symbolsOf(left), ...symbolsOf(right)]));
  return unknowns.filter((name) => symbols.has(`${name}_t`) || symbols.has(`${name}_tt`));
}

/** The given fields that formulas make, so that a brush can change them. */
function given({ problem: { inputs } }: Plan): string[] {
  return Object.keys(inputs).filter((name) => inputs[name]!.formula !== null && inputs[name]!.values === null);
}

/** Whether the method would take the scene with one more body, by asking it with a small one; operators answer as trained. */
function takesWalls({ method, problem }: Plan): boolean {
  const [x, y, z] = problem.axes;
  if (!x || !y || z || method.isOperator) return false;
  const middle = [(x.min + x.max) / 2, (y.min + y.max) / 2] as const;
  const distance = brushDistance([middle], Math.min(x.max - x.min, y.max - y.min) / 16);
  const obstacles = [...problem.obstacles, { name: 'wall', distance, values: {} }];
  return method.refuses({ ...problem, obstacles }) === null;
}

/** The unknowns that sensors in the picture can read, for the method that infers parameters from them. */
function senses({ method, problem: { axes, time, inferred, unknowns } }: Plan): readonly string[] {
  const isFlat = axes.length + (time ? 1 : 0) === 2;
  return method.id === 'pinn' && inferred && isFlat ? unknowns : [];
}

/** Whether fields are drawn over time, as those in one dimension are, unless their picture is one point high. */
export function isOverTime({ problem }: Plan, { display }: Pick<Solver, 'display'>): boolean {
  return problem.axes.length === 1 && problem.time !== null && display.ny > 1;
}

/** How a run stands, and its pictures. */
export function describeRun(
  run: Run,
  shown: Pick<Pulse, 'order' | 'ranges' | 'pictures' | 'moments' | 'rival' | 'metrics'>,
): Pulse {
  const { stepCount, time, finished, outcome } = run.solver;
  return {
    kind: 'pulse',
    step: stepCount,
    time,
    running: run.running,
    finished,
    outcome,
    stepMs: run.stepMs,
    ...shown,
  };
}
