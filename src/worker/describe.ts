import type { Gpu } from '../../solvers/gpu';
import type { Solver } from '../../solvers/methods/solver';
import type { LoadedScene, Pulse } from './protocol';
import type { Run } from './run';
import type { Plan } from './start';

/** What the page must know of a scene that has just started. */
export function describeScene(gpu: Gpu, plan: Plan, solver: Solver): LoadedScene {
  const { method, display, notes, cost, cycle } = solver;
  const { nx, ny, facesX, facesY, fields, velocity } = display;
  return {
    method,
    methodTitle: plan.method.title,
    hasLevels: cycle !== undefined,
    overTime: isOverTime(plan),
    paints: solver.paint ? plan.problem.unknowns : [],
    nx,
    ny,
    extent: [facesX[0]!, facesX[nx]!, facesY[0]!, facesY[ny]!],
    fields: fields.map(({ name, title, latex, unit, kind }) => ({ name, title, latex, unit, kind })),
    hasVelocity: velocity !== null,
    notes: [...plan.notes, ...notes],
    cost,
    memory: { needed: plan.method.memory(plan.problem), budget: gpu.budget },
  };
}

/** Whether fields are drawn over time, as those in one dimension are. */
export function isOverTime({ problem }: Plan): boolean {
  return problem.axes.length === 1 && problem.time !== null;
}

/** How a run stands, and its pictures. */
export function describeRun(run: Run, shown: Pick<Pulse, 'ranges' | 'pictures' | 'moments'>): Pulse {
  const { stepCount, time, finished, outcome } = run.solver;
  return {
    kind: 'pulse',
    step: stepCount,
    time,
    running: run.running,
    finished,
    outcome,
    metrics: run.solver.metrics(),
    stepMs: run.stepMs,
    ...shown,
  };
}
