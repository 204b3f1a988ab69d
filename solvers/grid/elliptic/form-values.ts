import { Failure } from '../../base/result';
import { compile, type Expr, symbolsOf, toText } from '../../expr';
import { type EllipticForm, isZero } from './from-formula';
import { fieldAsFunction } from './given-field';
import type { Box, EllipticProblem, OfPlace, Quantity } from './problem';

/**
 * The form's a, c and f for a problem, with A turned positive: both sides change their sign where A_xx is negative in
 * the middle of the box.
 * @param parameters a value for each parameter that the form uses
 * @param fields input fields, as arrays of cells or nodes or as functions; a formula that is just a field's name
 *   gives the array itself
 * @throws Failure 'bad-input' where a name has no value
 */
export function coefficientsOf(
  form: EllipticForm,
  box: Box,
  parameters: Readonly<Record<string, number>>,
  fields: Readonly<Record<string, ArrayLike<number> | OfPlace>> = {},
): Pick<EllipticProblem, 'a' | 'c' | 'f'> {
  const values = new Values(form.coordinates, box, parameters, fields);
  const middle = box.min.map((low, axis) => (low + box.max[axis]) / 2);
  const sign = values.at(form.a[0][0], middle) < 0 ? -1 : 1;
  const of = (expr: Expr): Quantity => values.of(expr, sign);
  const { a } = form;
  const diagonal = a.map((row, axis) => row[axis]);
  const isFull = a.some((row, i) => row.some((entry, j) => i !== j && !isZero(entry)));
  if (isFull && a.length > 2) {
    throw new Failure('bad-input', 'mixed derivatives are for two dimensions: leave them out in three');
  }
  const tensor = isFull ? { xx: of(a[0][0]), xy: of(a[0][1]), yy: of(a[1][1]) } : { diagonal: diagonal.map(of) };
  const isScalar = !isFull && diagonal.every((entry) => toText(entry) === toText(diagonal[0]));
  return { a: isScalar ? of(diagonal[0]) : tensor, c: of(form.c), f: of(form.f) };
}

/** Formulas with names that have values. */
class Values {
  constructor(
    private readonly coordinates: readonly string[],
    private readonly box: Box,
    private readonly parameters: Readonly<Record<string, number>>,
    private readonly fields: Readonly<Record<string, ArrayLike<number> | OfPlace>>,
  ) {}

  /** `sign` times the formula. */
  of(expr: Expr, sign: 1 | -1): Quantity {
    if (expr.kind === 'unary') return this.of(expr.operand, sign === 1 ? -1 : 1);
    const field = expr.kind === 'symbol' ? this.fields[expr.name] : undefined;
    if (sign === 1 && field !== undefined) return field;
    const used = symbolsOf(expr);
    const evaluate = this.function(expr);
    const varies = [...used].some((name) => this.coordinates.includes(name) || name in this.fields);
    if (!varies) return sign * evaluate(0, 0, 0);
    return sign === 1 ? evaluate : (x, y, z) => -evaluate(x, y, z);
  }

  at(expr: Expr, [x, y, z = 0]: readonly number[]): number {
    return this.function(expr)(x, y, z);
  }

  private function(expr: Expr): OfPlace {
    const used = [...symbolsOf(expr)];
    const fields = used.filter((name) => name in this.fields);
    const parameters = used.filter((name) => name in this.parameters && !fields.includes(name));
    const evaluate = compile(expr, [...this.coordinates, ...fields, ...parameters]);
    const functions = fields.map((name) => {
      const field = this.fields[name];
      return typeof field === 'function' ? field : fieldAsFunction(field, this.box, name);
    });
    const start = this.coordinates.length;
    const values = new Float64Array(start + used.length);
    parameters.forEach((name, i) => {
      values[start + fields.length + i] = this.parameters[name];
    });
    return (x, y, z) => {
      values[0] = x;
      values[1] = y;
      if (start > 2) values[2] = z;
      for (let i = 0; i < functions.length; i++) values[start + i] = functions[i](x, y, z);
      return evaluate(values);
    };
  }
}
