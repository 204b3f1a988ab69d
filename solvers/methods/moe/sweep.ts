import { add, broadcastTo, concat, constant, gather, mul, type Node, reshape, slice, transpose } from '../../array';
import { parse } from '../../expr';
import type { RowFamily } from '../../implicit';
import { spansOf } from './boxes';
import type { Example } from './example';
import type { GridAxis } from './grid';
import type { MoeRecipe } from './recipe';
import { onFace } from './rows';
import type { Condition, Statement, Term } from './statement';
import type { Terms } from './terms';

/** What experts of one axis in space see of the conditions: their own part of the start, and one row at each end. */
export function localRows(
  statement: Statement,
  recipe: MoeRecipe,
  terms: Terms,
  example: Example,
  before: Node,
): RowFamily[] {
  const { start, sides } = statement;
  const [, axis] = terms.grid;
  const rows = start && !recipe.hardStart ? [startRows(statement, recipe, terms, example)] : [];
  for (const end of ['min', 'max'] as const) {
    const own = axis.periodic ? [] : sides.filter((side) => side.axis === axis.name && side.end === end);
    const none: Condition = { axis: axis.name, end, terms: [], given: parse('0') };
    for (const [k, condition] of (own.length > 0 ? own : [none]).entries()) {
      // A border is as good as a condition: the neighbour's answer stands there.
      rows.push(endRows(statement, recipe, terms, example, condition, k === 0 ? before : null));
    }
  }
  return rows;
}

/** The start at the points of each box, those that it shares among them. */
function startRows(statement: Statement, { startWeight }: MoeRecipe, terms: Terms, example: Example): RowFamily {
  const [, axis] = terms.grid;
  const { begins, widths } = spansOf(axis);
  // Every box has as many rows: wider ones leave out points evenly.
  const width = Math.min(...widths);
  const places = begins.flatMap((begin, box) => {
    return Array.from({ length: width }, (_, k) => at(axis, begin + Math.floor((k * widths[box]) / width)));
  });
  const fields = slice(terms.fields, 1, 0, 1);
  const [samples, , points, n] = fields.shape;
  const members = samples * begins.length;
  const { start } = example;
  const given = broadcastTo(reshape(start, [start.shape[0], points]), [samples, points]);
  return {
    residual: parse(`${startWeight}*(${statement.unknown} - given)`),
    terms: [statement.unknown],
    coefficients: ['given'],
    channels: reshape(gather(reshape(fields, [samples, points, n]), places, 1), [members, width, 1, n]),
    values: reshape(gather(given, places, 1), [members, width, 1]),
  };
}

/**
 * At one end of every box and all times after the start: the condition where the box ends at the side, elsewhere the
 * unknown as `before` has it, [samples, times, points]; nothing where that is null.
 */
function endRows(
  { unknown }: Statement,
  { sideWeight }: MoeRecipe,
  terms: Terms,
  example: Example,
  condition: Condition,
  before: Node | null,
): RowFamily {
  const [time, axis] = terms.grid;
  const { begins, widths } = spansOf(axis);
  const ends = begins.map((begin, box) => at(axis, condition.end === 'min' ? begin : begin + widths[box] - 1));
  const count = time.last + 1 - time.first;
  const { samples } = example;
  const members = samples * begins.length;
  const n = terms.fields.shape.at(-1)!;
  const own: Term = { name: unknown, follows: false, by: [] };
  const used: Term[] = [own, ...condition.terms.filter(({ name }) => name !== unknown)];
  // [samples, boxes, times, 1, ..] of what is given at all points, [samples, times, points, ..].
  const taken = (x: Node): Node => {
    const after = slice(gather(x, ends, 2), 1, time.first, time.last + 1);
    return transpose(after, [0, 2, 1, ...after.shape.slice(3).map((_, k) => k + 3)]);
  };
  const channels = used.map((term) => reshape(taken(terms.of(term)), [members, count, 1, n]));
  const side = condition.end === 'min' ? 0 : axis.boxes - 1;
  const mask = (atSide: number, inside: number): Node =>
    constant(
      begins.map((_, box) => (box === side && !axis.periodic ? atSide : inside)),
      [1, begins.length, 1],
    );
  const onSide = (of: Condition['given']): Node => {
    const value = onFace(example.of(of, condition), condition, terms.grid);
    return mul(mask(1, 0), reshape(broadcastTo(value, [samples, count, 1]), [samples, 1, count]));
  };
  const elsewhere = before ? mask(0, 1) : constant([0], [1, 1, 1]);
  const factors = used.map((term) => {
    const said = condition.terms.find(({ name }) => name === term.name);
    const here = said ? onSide(said.factor) : constant([0], [1, 1, 1]);
    return term === own ? add(here, elsewhere) : here;
  });
  const known = onSide(condition.given);
  const given = before ? add(known, mul(elsewhere, taken(before))) : known;
  const values = [...factors, given].map((value) =>
    reshape(broadcastTo(value, [samples, begins.length, count]), [members, count, 1]),
  );
  return {
    residual: parse(`${sideWeight}*(${used.map(({ name }, k) => `factor${k}*${name}`).join(' + ')} - given)`),
    terms: used.map(({ name }) => name),
    coefficients: [...used.map((_, k) => `factor${k}`), 'given'],
    channels: concat(channels, 2),
    values: concat(values, 2),
  };
}

function at({ points }: GridAxis, place: number): number {
  return (place + points) % points;
}
