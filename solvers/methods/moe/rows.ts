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
  sub,
  transpose,
} from '../../array';
import { type Expr, parse, substitute, symbolsOf } from '../../expr';
import { childrenOf, withChildren } from '../../expr/ast';
import type { RowFamily } from '../../implicit';
import { beside } from './beside';
import { spansOf } from './boxes';
import type { Example } from './example';
import { type GridAxis, pointsOf } from './grid';
import { heldSides } from './held-sides';
import type { Lift } from './lift';
import type { MoeRecipe } from './recipe';
import type { Condition, Statement } from './statement';
import type { Terms } from './terms';

/** Factor of the equation's rows, as a name in their formula. */
const SCALE = 'rowscale';

/** Numbers of grid points [boxes, points]: the same count in every box, drawn anew at each step. */
export function sampled(grid: readonly GridAxis[], recipe: MoeRecipe, boxes: number, step: Node): Node {
  const each = Math.floor(recipe.samples / boxes);
  const draws = randomUniform([grid.length, boxes, each], { seed: recipe.seed + 1, step });
  return grid
    .map((axis, at) => {
      const { begins, counts } = rangesOf(grid, at);
      const draw = reshape(slice(draws, 0, at, at + 1), [boxes, each]);
      const place = add(constant(begins, [boxes, 1]), floor(mul(constant(counts, [boxes, 1]), draw)));
      if (begins.every((begin, box) => begin >= 0 && begin + counts[box] <= axis.points)) return place;
      return sub(place, mul(axis.points, floor(mul(1 / axis.points, add(0.5, place)))));
    })
    .reduce((number, place, at) => add(mul(grid[at].points, number), place));
}

/** All points of every box at which the equation is asked to hold: [boxes, points], as many as the smallest box has. */
export function everyPoint(grid: readonly GridAxis[], boxes: number): Node {
  const all = Array.from({ length: boxes }, (_, box) => {
    return grid.reduce<number[]>((numbers, { points }, at) => {
      const { begins, counts } = rangesOf(grid, at);
      const own = Array.from({ length: counts[box] }, (__, k) => (begins[box] + k + points) % points);
      return (at === 0 ? [0] : numbers).flatMap((number) => own.map((place) => number * points + place));
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
  const { first, last, boxes: along, periodic } = grid[at];
  const spans = spansOf(grid[at]);
  const ranges = Array.from({ length: boxes }, (_, box) => {
    const from = spans.begins[Math.floor(box / after) % along];
    const width = spans.widths[Math.floor(box / after) % along];
    if (periodic) return [from, width];
    const begin = Math.max(first, from);
    return [begin, Math.min(last + 1, from + width) - begin];
  });
  return { begins: ranges.map(([begin]) => begin), counts: ranges.map(([, count]) => count) };
}

/** The rows of the equation at the points of all boxes. */
export function equationRows(
  { equation }: Statement,
  terms: Terms,
  example: Example,
  lift: Lift,
  places: Node,
  rowScale: Node,
): RowFamily {
  const { samples } = example;
  const [boxes, each] = places.shape;
  const n = terms.fields.shape.at(-1)!;
  const { grid } = terms;
  const names = equation.terms.map(({ name }) => name);
  const stacked = reshape(terms.stacked(equation.terms), [names.length * samples, pointsOf(grid), n]);
  const taken = gather(stacked, reshape(places, [boxes * each]), 1);
  const own = reshape(taken, [names.length, samples, boxes * each, n]);
  const channels = reshape(transpose(own, [1, 2, 0, 3]), [samples * boxes, each, names.length, n]);
  const others = [...symbolsOf(equation.expr)].filter((name) => !names.includes(name)).sort();
  // What the start adds to a term is given at the points.
  const lifted = equation.terms.flatMap((term, k) => {
    const value = lift.of(term);
    return value ? [{ name: term.name, coefficient: `lift${k}`, value }] : [];
  });
  const moved = lifted.map(({ name, coefficient }) => {
    return [name, { parameters: [], value: parse(`${name} + ${coefficient}`) }] as const;
  });
  const scaled = new Map([['f', { parameters: [], value: replaced(equation.expr, new Map(moved)) }]]);
  const lifts = lifted.map(({ value }) => value);
  const values = [
    rowScale,
    ...others.map((name) => at(example.named(name), grid, places)),
    ...atTogether(lifts, grid, places),
  ].map((value) => reshape(broadcastTo(value, [samples, boxes, each]), [samples * boxes, each, 1]));
  return {
    residual: substitute(parse(`${SCALE}*(f)`), scaled, ''),
    terms: names,
    coefficients: [SCALE, ...others, ...lifted.map(({ coefficient }) => coefficient)],
    channels,
    values: beside(values, 2),
  };
}

/** The rows of all conditions, which all boxes share. */
export function sharedRows(statement: Statement, recipe: MoeRecipe, terms: Terms, example: Example): RowFamily[] {
  return conditionsOf(statement, recipe).map(({ condition, weight }) => {
    return conditionRows(condition, weight, terms, example);
  });
}

/** `expr` with names replaced by formulas that may use them. */
function replaced(expr: Expr, by: ReadonlyMap<string, { readonly value: Expr }>): Expr {
  if (expr.kind === 'symbol') return by.get(expr.name)?.value ?? expr;
  return withChildren(
    expr,
    childrenOf(expr).map((child) => replaced(child, by)),
  );
}

/** What holds at the start and on the sides, with the factors of their rows; not what holds by construction. */
export function conditionsOf(
  statement: Statement,
  { hardStart, hardSides, startWeight, sideWeight }: MoeRecipe,
): { condition: Condition; weight: number }[] {
  const { start, sides } = statement;
  const held = hardSides ? heldSides(statement) : [];
  const asked = sides.filter((side) => !held.includes(side));
  return [
    ...(start && !hardStart ? [{ condition: start, weight: startWeight }] : []),
    ...asked.map((condition) => ({ condition, weight: sideWeight })),
  ];
}

/** Several values of one shape at numbered points, taken in one go. */
function atTogether(values: readonly Node[], grid: readonly GridAxis[], places: Node): Node[] {
  if (values.length === 0) return [];
  const [samples] = values[0].shape;
  const all = at(concat(values), grid, places);
  return values.map((_, k) => slice(all, 0, k * samples, (k + 1) * samples));
}

/** A value that broadcasts to the grid, at numbered points: [samples or 1, boxes, points]. */
function at(value: Node, grid: readonly GridAxis[], places: Node): Node {
  const [samples, ...extents] = value.shape;
  const own = extents.reduce((product, extent) => product * extent, 1);
  if (own === 1) return reshape(value, [samples, 1, 1]);
  const index = grid
    .map(({ points }, k) => {
      if (extents[k] === 1) return null;
      const stride = grid.slice(k + 1).reduce((product, axis) => product * axis.points, 1);
      const number = floor(mul(1 / stride, add(0.5, places)));
      const place = sub(number, mul(points, floor(mul(1 / points, add(0.5, number)))));
      return mul(
        extents.slice(k + 1).reduce((a, b) => a * b, 1),
        place,
      );
    })
    .filter((part) => part !== null)
    .reduce(add);
  const flat = reshape(index, [places.shape[0] * places.shape[1]]);
  return reshape(gather(reshape(value, [samples, own]), flat, 1), [samples, ...places.shape]);
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
  return grid.map(({ name, points, first, last }, k) => (name === axis ? 1 : k === 0 ? last + 1 - first : points));
}

/** Values on the grid, or what broadcasts to them, on the face of a condition. */
export function onFace(x: Node, { axis, end }: Condition, grid: readonly GridAxis[]): Node {
  return grid.reduce((value, { name, points, first, last }, k) => {
    if (value.shape[k + 1] === 1) return value;
    if (name === axis) {
      const place = end === 'min' ? 0 : points - 1;
      return slice(value, k + 1, place, place + 1);
    }
    return k === 0 ? slice(value, 1, first, last + 1) : value;
  }, x);
}
