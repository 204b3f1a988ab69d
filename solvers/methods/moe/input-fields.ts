import {
  broadcastTo,
  constant,
  fromExpr,
  literal,
  matmul,
  mul,
  type Node,
  randomNormal,
  reshape,
  transpose,
  variable,
} from '../../array';
import { Failure } from '../../base/result';
import { compile } from '../../expr';
import { drawnInput } from '../fno/drawn-input';
import { ofPlace } from '../place';
import type { Problem } from '../problem';
import { type GridAxis, positionsOf } from './grid';
import type { Statement } from './statement';

/** Half waves along each axis that fields are drawn of: those that 64 cells show. */
const MODES = 64;
/** Fields that say what size they are of, and cells along each axis of them. */
const [LOOKED_AT, CELLS] = [8, 16];

/**
 * Input fields [samples, 1, ..space] by name, drawn on the device at each step as the operators of method fno are given
 * them: cosines of random size, then the field's formula. Two products a field.
 */
export function drawnInputs(
  { problem, conservation }: Statement,
  grid: readonly GridAxis[],
  samples: number,
  seed: number,
  step: Node,
): Map<string, Node> {
  const space = grid.slice(1);
  const names = Object.keys(problem.parameters);
  return new Map(
    (conservation?.inputs ?? []).map((name, which) => {
      const { field, formula, spectrum } = problem.inputs[name].random!;
      const amplitude = compile(spectrum, ['k', ...names]);
      const sizes = Array.from({ length: MODES ** 2 }, (_, at) => {
        const k = Math.hypot(at % MODES, Math.floor(at / MODES));
        return k === 0 ? 0 : amplitude([k, ...Object.values(problem.parameters)]);
      });
      const numbers = randomNormal([samples, MODES, MODES], { seed: seed + which, step });
      const [y, x] = space.map(({ points }) => cosines(points));
      const rows = matmul(mul(constant(sizes, [1, MODES, MODES], 'sizes'), numbers), x);
      const drawn = matmul(broadcastTo(transposed(y), [samples, space[0].points, MODES]), rows);
      const shape = [samples, 1, ...space.map(({ points }) => points)];
      const values = new Map([[field, reshape(drawn, shape)]]);
      for (const own of names) values.set(own, literal(problem.parameters[own]));
      for (const [at, axis] of grid.entries()) {
        if (at > 0) values.set(axis.name, constant(positionsOf(axis), [1, ...alongOnly(grid, at)], axis.name));
      }
      return [name, broadcastTo(fromExpr(formula, values), shape)];
    }),
  );
}

/** Variables that the scene's own fields are written to, [1, 1, ..space]. */
export function givenInputs({ conservation }: Statement, grid: readonly GridAxis[]): Map<string, Node> {
  const shape = [1, 1, ...grid.slice(1).map(({ points }) => points)];
  return new Map((conservation?.inputs ?? []).map((name) => [name, variable(`input ${name}`, shape)]));
}

/** The scene's own field on the grid: its array, else its formula. @throws Failure 'bad-input' where neither fits */
export function ownInput(
  problem: Problem,
  name: string,
  [, y, x]: readonly GridAxis[],
  parameters: Readonly<Record<string, number>>,
): Float64Array {
  const { values, formula } = problem.inputs[name];
  if (values) {
    if (values.shape.join() === `${y.points},${x.points}`) return values.data;
    const advice = `an array of ${values.shape.join(' x ')}, where the network has ${y.points} x ${x.points} cells`;
    throw new Failure('bad-input', `inputs.${name}: ${advice}`, `inputs.${name}`);
  }
  if (!formula) throw new Failure('bad-input', `inputs.${name}: it has neither formula nor array`, `inputs.${name}`);
  const value = ofPlace(problem, formula, parameters);
  const [ys, xs] = [positionsOf(y), positionsOf(x)];
  return Float64Array.from({ length: y.points * x.points }, (_, at) => {
    return value(xs[at % x.points], ys[Math.floor(at / x.points)], 0);
  });
}

/** Mean and spread of what an input's examples are like: what the network sees is brought to 0 and 1 by them. */
export function scaleOf(problem: Problem, name: string): { readonly mean: number; readonly spread: number } {
  const axes = problem.axes.toReversed();
  const positions = axes.map(({ min, max }) => {
    return Float64Array.from({ length: CELLS }, (_, k) => min + ((max - min) * (k + 0.5)) / CELLS);
  });
  const which = Object.keys(problem.inputs).indexOf(name);
  const all = Array.from({ length: LOOKED_AT }, (_, index) => {
    return [...drawnInput(problem, problem.inputs[name], { which, index }, { axes, positions })];
  }).flat();
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  const spread = Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length);
  return { mean, spread: spread || 1 };
}

/** [modes, points] at the middles of cells. */
function cosines(points: number): Node {
  const values = Array.from({ length: MODES * points }, (_, at) => {
    const k = Math.floor(at / points);
    return (k === 0 ? 1 : Math.SQRT2) * Math.cos((Math.PI * k * ((at % points) + 0.5)) / points);
  });
  return constant(values, [MODES, points], 'cosines');
}

function transposed(table: Node): Node {
  return reshape(transpose(table), [1, table.shape[1], table.shape[0]]);
}

function alongOnly(grid: readonly GridAxis[], at: number): number[] {
  return grid.map(({ points }, other) => (other === at ? points : 1));
}
