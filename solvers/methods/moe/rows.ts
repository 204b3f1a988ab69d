import {
  add,
  broadcastTo,
  concat,
  constant,
  floor,
  gather,
  mul,
  type Node,
  randomUniform,
  reshape,
  slice,
  transpose,
} from '../../array';
import { parse, substitute, symbolsOf } from '../../expr';
import type { RowFamily } from '../../implicit';
import type { Example } from './example';
import { type GridAxis, pointsOf } from './grid';
import type { MoeRecipe } from './recipe';
import type { Condition, Statement } from './statement';
import type { Terms } from './terms';

/** Factor of the equation's rows, as a name in their formula. */
const SCALE = 'rowscale';

/** Numbers of grid points [boxes, points]: the same count in every box, drawn anew at each step. */
export function sampled(grid: readonly GridAxis[], recipe: MoeRecipe, boxes: number, step: Node): Node {
  const each = Math.floor(recipe.samples / boxes);
  return grid
    .map((_, at) => {
      const { begins, counts } = rangesOf(grid, at);
      const draw = randomUniform([boxes, each], { seed: recipe.seed + 1 + at, step });
      return add(constant(begins, [boxes, 1]), floor(mul(constant(counts, [boxes, 1]), draw)));
    })
    .reduce((number, place, at) => add(mul(grid[at].points, number), place));
}

/** All points of every box at which the equation is asked to hold: [boxes, points], as many as the smallest box has. */
export function everyPoint(grid: readonly GridAxis[], boxes: number): Node {
  const all = Array.from({ length: boxes }, (_, box) => {
    return grid.reduce<number[]>((numbers, axis, at) => {
      const { begins, counts } = rangesOf(grid, at);
      const own = Array.from({ length: counts[box] }, (__, k) => begins[box] + k);
      return (at === 0 ? [0] : numbers).flatMap((number) => own.map((place) => number * axis.points + place));
    }, []);
  });
  const least = Math.min(...all.map(({ length }) => length));
  // Larger boxes leave out points evenly.
  const rows = all.flatMap((own) => Array.from({ length: least }, (_, k) => own[Math.floor((k * own.length) / least)]));
  return constant(rows, [boxes, least], 'points');
}

/** For each box, numbered with the last axis running fastest: its first place along an axis, and how many it has. */
function rangesOf(grid: readonly GridAxis[], at: number): { begins: number[]; counts: number[] } {
  const boxes = grid.reduce((product, axis) => product * axis.boxes, 1);
  const after = grid.slice(at + 1).reduce((product, axis) => product * axis.boxes, 1);
  const { points, first, last, boxes: along } = grid[at];
  const ranges = Array.from({ length: boxes }, (_, box) => {
    const own = Math.floor(box / after) % along;
    const begin = Math.max(first, (own * points) / along);
    return [begin, Math.min(last + 1, ((own + 1) * points) / along) - begin];
  });
  return { begins: ranges.map(([begin]) => begin), counts: ranges.map(([, count]) => count) };
}

/** The rows of all boxes' constraints: the equation at points of their own, the conditions that all share. */
export function rowFamilies(
  statement: Statement,
  recipe: MoeRecipe,
  terms: Terms,
  example: Example,
  places: Node,
  rowScale: Node,
): RowFamily[] {
  const { equation, start, sides } = statement;
  const { samples } = example;
  const [boxes, each] = places.shape;
  const n = terms.fields.shape.at(-1)!;
  const { grid } = terms;
  const names = equation.terms.map(({ name }) => name);
  const stacked = concat(equation.terms.map((term) => reshape(terms.of(term), [samples, pointsOf(grid), n])));
  const taken = gather(stacked, reshape(places, [boxes * each]), 1);
  const own = reshape(taken, [names.length, samples, boxes * each, n]);
  const channels = reshape(transpose(own, [1, 2, 0, 3]), [samples * boxes, each, names.length, n]);
  const others = [...symbolsOf(equation.expr)].filter((name) => !names.includes(name)).sort();
  const scaled = new Map([['f', { parameters: [], value: equation.expr }]]);
  return [
    {
      residual: substitute(parse(`${SCALE}*(f)`), scaled, ''),
      terms: names,
      coefficients: [SCALE, ...others],
      channels,
      values: concat(
        [rowScale, ...others.map((name) => at(example.named(name), grid, places))].map((value) => {
          return reshape(broadcastTo(value, [samples, boxes, each]), [samples * boxes, each, 1]);
        }),
        2,
      ),
    },
    conditionRows(start, recipe.startWeight, terms, example),
    ...sides.map((side) => conditionRows(side, recipe.sideWeight, terms, example)),
  ];
}

/** A value on the grid at numbered points: it depends on one axis at most, or on the sample. */
function at(value: Node, grid: readonly GridAxis[], places: Node): Node {
  const along = grid.findIndex((_, k) => value.shape[k + 1] > 1);
  if (along < 0) return reshape(value, [value.shape[0], 1, 1]);
  const stride = grid.slice(along + 1).reduce((product, { points }) => product * points, 1);
  const { points } = grid[along];
  const number = floor(mul(1 / stride, places));
  const place = add(number, mul(-points, floor(mul(1 / points, number))));
  const flat = reshape(place, [places.shape[0] * places.shape[1]]);
  return reshape(gather(reshape(value, [points]), flat), [1, ...places.shape]);
}

function conditionRows(condition: Condition, weight: number, terms: Terms, example: Example): RowFamily {
  const { samples } = example;
  const { grid } = terms;
  const names = condition.terms.map(({ name }) => name);
  const n = terms.fields.shape.at(-1)!;
  const face = faceOf(condition, grid);
  const channels = concat(
    condition.terms.map((term) => {
      const own = onFace(terms.of(term), condition, grid);
      return reshape(own, [samples, sizeOf(face), 1, n]);
    }),
    2,
  );
  const formula = names.map((name, k) => `factor${k}*${name}`).join(' + ');
  const values = [...condition.terms.map(({ factor }) => factor), condition.given].map((expr) => {
    const value = onFace(example.of(expr, condition), condition, grid);
    return reshape(broadcastTo(value, [samples, ...face]), [samples, sizeOf(face), 1]);
  });
  return {
    residual: parse(`${weight}*(${formula} - given)`),
    terms: names,
    coefficients: [...names.map((_, k) => `factor${k}`), 'given'],
    channels,
    values: concat(values, 2),
  };
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** Points of a face along each axis; a side leaves out the start, where both conditions may contradict each other. */
function faceOf({ axis }: Condition, grid: readonly GridAxis[]): number[] {
  return grid.map(({ name, points, first }, k) => (name === axis ? 1 : k === 0 ? points - first : points));
}

/** Values on the grid, or what broadcasts to them, on the face of a condition. */
export function onFace(x: Node, { axis, end }: Condition, grid: readonly GridAxis[]): Node {
  return grid.reduce((value, { name, points, first }, k) => {
    if (value.shape[k + 1] === 1) return value;
    if (name === axis) {
      const place = end === 'min' ? 0 : points - 1;
      return slice(value, k + 1, place, place + 1);
    }
    return k === 0 ? slice(value, 1, first, points) : value;
  }, x);
}
