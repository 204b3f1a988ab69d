import { randomNormal, randomUniform } from '../../base/random';
import type { Problem } from '../problem';
import { type FlowGrid, placeFunction } from './layout';

/** The initial velocity, padded pairs (u, v), from formulas or drawn from the seed. */
export function initialVelocity(
  problem: Problem,
  grid: FlowGrid,
  parameters: Readonly<Record<string, number>>,
): Float64Array {
  const { nx, ny, stride, padded } = grid;
  const field = new Float64Array(2 * padded);
  const [u, v] = problem.random ? randomFlow(problem, grid) : formulaFlow(problem, grid, parameters);
  for (let j = 0; j <= ny; j++) {
    for (let i = 0; i <= nx; i++) {
      const at = 2 * ((j + 1) * stride + i + 1);
      if (j < ny) field[at] = u(i, j);
      if (i < nx) field[at + 1] = v(i, j);
    }
  }
  return field;
}

type Component = (i: number, j: number) => number;

function formulaFlow(
  problem: Problem,
  { x, y }: FlowGrid,
  parameters: Readonly<Record<string, number>>,
): [Component, Component] {
  const of = (name: string) => {
    const formula = problem.initial[name];
    return formula ? placeFunction(problem, formula, parameters) : () => 0;
  };
  const [u, v] = [of('u'), of('v')];
  return [(i, j) => u(x.faces[i]!, y.centres[j]!), (i, j) => v(x.centres[i]!, y.faces[j]!)];
}

/**
 * A random velocity with energy spectrum E(k) ~ k^4 exp(-2 (k / peak)^2), as the curl of a random stream function on
 * the corners: divergence-free on the grid to rounding. Wave numbers count waves along the longest side.
 */
function randomFlow(problem: Problem, grid: FlowGrid): [Component, Component] {
  const { peak, rms } = problem.random!;
  const { nx, ny, x, y } = grid;
  const psi = randomStream(problem.seed, peak, grid);
  const at = (i: number, j: number) => psi[j * (nx + 1) + i]!;
  const u: Component = (i, j) => (at(i, j + 1) - at(i, j)) / y.widths[j]!;
  const v: Component = (i, j) => -(at(i + 1, j) - at(i, j)) / x.widths[i]!;
  let square = 0;
  for (let j = 0; j < ny; j++) for (let i = 0; i < nx; i++) square += u(i, j) ** 2 + v(i, j) ** 2;
  const scale = rms / Math.sqrt(square / (nx * ny));
  return [(i, j) => scale * u(i, j), (i, j) => scale * v(i, j)];
}

/** Stream function on the (nx+1)(ny+1) corners: a sum of waves, built with one table of phases an axis. */
function randomStream(seed: number, peak: number, { nx, ny, x, y }: FlowGrid): Float64Array {
  const lengthX = x.faces[nx]! - x.faces[0]!;
  const lengthY = y.faces[ny]! - y.faces[0]!;
  const longest = Math.max(lengthX, lengthY);
  const reach = Math.ceil(2.5 * peak);
  const psi = new Float64Array((nx + 1) * (ny + 1));
  let draw = 0;
  for (let m = 0; m <= reach; m++) {
    // For one wave along x, all waves along y add up to a cosine and a sine part that depend on y alone.
    const cosine = new Float64Array(ny + 1);
    const sine = new Float64Array(ny + 1);
    for (let n = -reach; n <= reach; n++) {
      draw++;
      if (m === 0 && n <= 0) continue;
      const k = Math.hypot((m * longest) / lengthX, (n * longest) / lengthY);
      // |psi_k|^2 ~ E(k) / k^3 in two dimensions.
      const amplitude = Math.sqrt(k) * Math.exp(-((k / peak) ** 2)) * randomNormal(seed, draw);
      const phase = 2 * Math.PI * randomUniform(seed + 1, draw);
      for (let j = 0; j <= ny; j++) {
        const angle = (2 * Math.PI * n * (y.faces[j]! - y.faces[0]!)) / lengthY + phase;
        cosine[j]! += amplitude * Math.cos(angle);
        sine[j]! += amplitude * Math.sin(angle);
      }
    }
    for (let i = 0; i <= nx; i++) {
      const angle = (2 * Math.PI * m * (x.faces[i]! - x.faces[0]!)) / lengthX;
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      for (let j = 0; j <= ny; j++) psi[j * (nx + 1) + i]! += c * cosine[j]! - s * sine[j]!;
    }
  }
  return psi;
}
