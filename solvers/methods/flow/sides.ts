import { Failure } from '../../base/result';
import { symbolsOf } from '../../expr';
import type { End, Problem } from '../problem';
import { type FlowGrid, placeFunction, sideOf } from './layout';

/**
 * The given velocities along the four sides, in the order of bounds.wgsl: west[ny+3], east[ny+3], south[nx+3],
 * north[nx+3] of pairs (u, v), u at the u points and v at the v points of that row or column.
 * @throws Failure 'bad-input' for a formula that depends on time.
 */
export function sideTable(
  problem: Problem,
  grid: FlowGrid,
  parameters: Readonly<Record<string, number>>,
): Float64Array {
  const { x, y, nx, ny } = grid;
  const table = new Float64Array(2 * (2 * (ny + 3) + 2 * (nx + 3)));
  let row = 0;
  const put = (u: number, v: number) => {
    table.set([u, v], 2 * row++);
  };
  const clampFace = (faces: Float64Array, k: number) => faces[Math.min(Math.max(k, 0), faces.length - 1)]!;
  for (const [end, xs] of [
    ['min', x.faces[0]!],
    ['max', x.faces[nx]!],
  ] as const) {
    const [u, v] = sideFunctions(problem, x.name, end, parameters);
    for (let j = -1; j <= ny + 1; j++) put(u(xs, clampFace(y.centres, j)), v(xs, clampFace(y.faces, j)));
  }
  for (const [end, ys] of [
    ['min', y.faces[0]!],
    ['max', y.faces[ny]!],
  ] as const) {
    const [u, v] = sideFunctions(problem, y.name, end, parameters);
    for (let i = -1; i <= nx + 1; i++) put(u(clampFace(x.faces, i), ys), v(clampFace(x.centres, i), ys));
  }
  return table;
}

function sideFunctions(problem: Problem, axis: string, end: End, parameters: Readonly<Record<string, number>>) {
  const side = sideOf(problem, axis, end);
  return ['u', 'v'].map((name) => {
    const formula = side?.kind === 'values' ? side.values[name] : undefined;
    if (!formula) return () => 0;
    const time = problem.time?.name;
    if (time && symbolsOf(formula).has(time)) {
      throw new Failure(
        'bad-input',
        `${name} on a side cannot depend on ${time} in method flow: use a steady value`,
        'conditions',
      );
    }
    return placeFunction(problem, formula, parameters);
  }) as [(x: number, y: number) => number, (x: number, y: number) => number];
}
