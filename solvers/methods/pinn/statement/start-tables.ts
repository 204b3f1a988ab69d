import { Failure } from '../../../base/result';
import { compile, parse, simplify, substitute, symbolsOf } from '../../../expr';
import { randomField } from '../../evolve/random-field';
import { initialVelocity } from '../../flow/initial';
import { makeFlowGrid } from '../../flow/layout';
import type { Axis, GridValues, InputField, Problem } from '../../problem';
import { sobol } from '../points/sobol';
import type { PinnRecipe } from '../recipe';
import type { Term } from './term';

/** What an unknown starts from, where it is numbers on a grid and no formula. */
export interface StartTable {
  readonly unknown: string;
  /** Positions along each axis of space, and the numbers there, the first axis fastest. */
  readonly positions: readonly Float64Array[];
  readonly values: Float64Array;
}

/** Nodes along each axis on which a random start is drawn, by the number of axes: it holds waves up to half of them. */
const NODES = [1024, 256, 64];

/**
 * The tables that a problem's unknowns start from, and the problem without those starts: arrays from outside, and
 * random fields, the same as in every method.
 * @throws Failure 'bad-input' where an array stands in a formula with other things
 */
export function startTables(problem: Problem): { readonly rest: Problem; readonly tables: readonly StartTable[] } {
  const { initial, inputs, random, randomFields, time } = problem;
  if (!time) return { rest: problem, tables: [] };
  const arrays = Object.entries(initial).flatMap(([unknown, formula]): StartTable[] => {
    const name = [...symbolsOf(formula)].find((symbol) => inputs[symbol] !== undefined);
    if (name === undefined) return [];
    const { values, formula: given } = inputs[name];
    if (values === null && given !== null) return [];
    if (values === null || formula.kind !== 'symbol') {
      const why = values === null ? `no numbers are given for ${name}` : `write ${unknown} = ${name} and nothing else`;
      throw new Failure('bad-input', `conditions: the start of ${unknown}: ${why}`, 'conditions');
    }
    return [{ unknown, positions: positionsOf(problem, inputs[name], values), values: values.data }];
  });
  const tables = [
    ...arrays,
    ...(random ? velocity(problem) : []),
    ...randomFields.map((own, k) => drawn(problem, own, k)),
  ];
  const formulas = new Map(
    Object.entries(inputs).flatMap(([name, { formula, values }]) =>
      formula && !values ? [[name, { parameters: [], value: formula }] as const] : [],
    ),
  );
  const left = Object.entries(initial)
    .filter(([name]) => !tables.some(({ unknown }) => unknown === name))
    .map(([name, formula]) => [name, simplify(substitute(formula, formulas, ''))]);
  return { rest: { ...problem, initial: Object.fromEntries(left), random: null, randomFields: [] }, tables };
}

/** Where an array's numbers stand along each axis; its axes are [z][y][x]. */
export function positionsOf({ axes }: Problem, { at }: InputField, { shape }: GridValues): Float64Array[] {
  return axes.map(({ min, max }, a) => {
    const count = shape[shape.length - 1 - a];
    const part = (k: number): number => (at === 'cells' ? (k + 0.5) / count : k / (count - 1));
    return Float64Array.from({ length: count }, (_, k) => min + (max - min) * part(k));
  });
}

function drawn(problem: Problem, own: Problem['randomFields'][number], sample: number): StartTable {
  const { axes, parameters, seed } = problem;
  const { unknown, spectrum, mean, rms, numpy } = own;
  const evaluate = compile(spectrum, ['k', ...Object.keys(parameters)]);
  const count = NODES[axes.length - 1];
  const positions = axes.map(({ min, max }) =>
    Float64Array.from({ length: count }, (_, k) => min + ((max - min) * k) / count),
  );
  const values = randomField({
    shape: axes.map(() => count),
    lengths: axes.map(({ min, max }) => max - min).reverse(),
    spectrum: (k) => evaluate([k, ...Object.values(parameters)]),
    seed,
    sample,
    mean,
    rms,
    ...(numpy !== undefined && { numpy }),
  });
  return { unknown, positions, values };
}

/** A random velocity, on the faces of the cells of a flow's grid. */
function velocity(problem: Problem): StartTable[] {
  const grid = makeFlowGrid(problem);
  const pairs = initialVelocity(problem, grid, problem.parameters);
  const { x, y, nx, ny, stride } = grid;
  return ['u', 'v'].map((unknown, k): StartTable => {
    const positions = k === 0 ? [x.faces.slice(0, nx), y.centres] : [x.centres, y.faces.slice(0, ny)];
    const values = Float64Array.from({ length: nx * ny }, (_, cell) => {
      const [i, j] = [cell % nx, Math.floor(cell / nx)];
      return pairs[2 * ((j + 1) * stride + i + 1) + k];
    });
    return { unknown, positions: positions.map((own) => Float64Array.from(own)), values };
  });
}

/** About `count` nodes of a table, spread evenly: their places at the start of time, and the values there. */
function nodesOf(
  { positions, values }: StartTable,
  time: Axis,
  count: number,
  seed: number,
): { readonly places: Float64Array[]; readonly wanted: Float64Array } {
  const total = values.length;
  const wanted = new Set<number>();
  for (let k = 1; wanted.size < Math.min(count, total) && k < 8 * count; k++) {
    let [node, stride] = [0, 1];
    for (const [axis, { length }] of positions.entries()) {
      node += stride * Math.floor(length * sobol(k, axis, seed));
      stride *= length;
    }
    wanted.add(node);
  }
  const nodes = [...wanted];
  let stride = 1;
  const places = positions.map((own) => {
    const before = stride;
    stride *= own.length;
    return Float64Array.from(nodes, (node) => own[Math.floor(node / before) % own.length]);
  });
  return {
    places: [...places, new Float64Array(nodes.length).fill(time.min)],
    wanted: Float64Array.from(nodes, (node) => values[node]),
  };
}

/** The starts from tables as terms: the unknown at nodes is what stands there. */
export function startTerms(tables: readonly StartTable[], time: Axis, recipe: PinnRecipe, seed: number): Term[] {
  return tables.map((table, k): Term => {
    const { places, wanted } = nodesOf(table, time, recipe.startPoints, seed + 31 * k);
    const name = tables.length > 1 ? `start of ${table.unknown}` : 'start';
    const residuals = [parse(table.unknown)];
    return { name, residuals, face: null, points: wanted.length, weight: recipe.startWeight, places, wanted: [wanted] };
  });
}
