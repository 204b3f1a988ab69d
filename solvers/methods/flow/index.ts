import { Failure } from '../../base/result';
import type { Problem } from '../problem';
import type { Method } from '../solver';
import { viscosityOf } from './equations';
import { FlowSolver } from './flow-solver';
import { memoryOf } from './memory';

/** Incompressible Navier-Stokes in two dimensions on a staggered grid. */
export const flow: Method = {
  id: 'flow',
  title: 'Finite volumes on a staggered grid, multigrid pressure',
  refuses(problem: Problem): string | null {
    if (problem.axes.length !== 2) return 'method flow needs two spatial axes';
    if (!problem.time) return 'method flow needs a time interval: add t to the coordinates';
    const sloped = problem.sides.find(({ equations }) => equations.length > 0);
    if (sloped) return `method flow takes values, not slopes, at ${sloped.axis} = ${sloped.end}: use outflow or wall`;
    const moving = problem.obstacles.find(({ values }) => Object.keys(values).length > 0);
    if (moving) return `method flow takes every body as a wall: remove the values on ${moving.name}`;
    try {
      viscosityOf(problem);
      return null;
    } catch (error) {
      if (error instanceof Failure) return error.message;
      throw error;
    }
  },
  memory: memoryOf,
  init: FlowSolver.create,
};
