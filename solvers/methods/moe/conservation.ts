import { Failure } from '../../base/result';
import { type Expr, symbolsOf } from '../../expr';
import { ellipticForm } from '../../grid';
import type { Problem } from '../problem';

/** The name of what flows out of a cell, per volume: a term as derivatives are. */
export const OUTFLOW = 'outflow';

/**
 * -div(a grad u) + c u = f without time, u = 0 on the sides. Where a jumps no derivative of a grad u exists at a point:
 * finite volumes say what flows through the faces of cells instead.
 */
export interface Conservation {
  /** Along each axis of the problem, in coordinates, parameters and input fields. */
  readonly a: readonly Expr[];
  readonly c: Expr;
  readonly f: Expr;
  /** Input fields that examples differ in. */
  readonly inputs: readonly string[];
}

/** @throws Failure 'bad-input' with the reason why a problem without time cannot be stated as a balance of cells */
export function conservationOf({
  axes,
  unknowns,
  inputs,
  equations,
  sides,
  parameters,
  obstacles,
}: Problem): Conservation {
  if (axes.length !== 2 || unknowns.length !== 1 || equations.length !== 1) {
    return refuse('a time interval, or one equation for one unknown in two dimensions', 'equations');
  }
  if (obstacles.length > 0) return refuse('a domain without bodies', 'obstacles');
  const names = Object.keys(inputs);
  const coordinates = axes.map(({ name }) => name);
  const scope = { unknowns, coordinates, parameters: [...Object.keys(parameters), ...names], definitions: [] };
  const { text, written } = equations[0];
  const form = ellipticForm({ ...written, text }, scope, new Map(), names);
  if ('reason' in form) return refuse(`a time interval, or a balance without one: ${form.reason}`, 'equations');
  const { a, c, f } = form;
  if (a.some((row, i) => row.some((entry, j) => i !== j && !(entry.kind === 'number' && entry.value === 0)))) {
    return refuse('a flow down the slope along each axis', 'equations');
  }
  for (const { kind, values } of sides) {
    const given = values[unknowns[0]];
    if (kind === 'values' && given?.kind === 'number' && given.value === 0) continue;
    return refuse(`${unknowns[0]} = 0 on all sides where there is no time`, 'conditions');
  }
  const used = new Set([c, f, ...a.flat()].flatMap((expr) => [...symbolsOf(expr)]));
  const drawn = names.filter((name) => used.has(name));
  const stray = drawn.find((name) => inputs[name].random?.basis !== 'cosine' || inputs[name].at !== 'cells');
  if (stray) return refuse(`examples of ${stray}, drawn of cosines at cells: add inputs.${stray}.random`, 'inputs');
  if (drawn.length === 0) return refuse('an input field with `random` where there is no time', 'inputs');
  return { a: a.map((row, i) => row[i]), c, f, inputs: drawn };
}

function refuse(reason: string, field: string): never {
  throw new Failure('bad-input', `hard constraints need ${reason}`, field);
}
