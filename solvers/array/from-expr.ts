import { Failure } from '../base/result';
import { CONSTANTS, type Expr, refuseUnexpanded } from '../expr';
import * as angles from './angles';
import * as map from './elementwise';
import { literal } from './leaves';
import type { Node } from './node';
import { pow } from './powers';

/**
 * The array of a formula, elementwise over the arrays of its names, which broadcast against each other. It has the
 * values of `compile` wherever they are finite, and their derivatives.
 * @param values arrays by name: coordinates, unknowns, derivatives such as `u_xx`, parameters
 * @throws Failure 'bad-input' where a name has no array, or for a formula with vectors, operators or definitions left
 * in it
 */
export function fromExpr(expr: Expr, values: ReadonlyMap<string, Node>): Node {
  switch (expr.kind) {
    case 'number':
      return literal(expr.value);
    case 'symbol': {
      const constant = CONSTANTS.get(expr.name);
      const value = constant === undefined ? values.get(expr.name) : literal(constant);
      if (!value) throw new Failure('bad-input', `\`${expr.name}\` has no array here: give it one`);
      return value;
    }
    case 'unary':
      return map.neg(fromExpr(expr.operand, values));
    case 'binary':
      return binary(expr, fromExpr(expr.left, values), fromExpr(expr.right, values));
    case 'call': {
      const args = expr.args.map((arg) => fromExpr(arg, values));
      return CALLS[expr.name](args);
    }
    default:
      return refuseUnexpanded(expr);
  }
}

function binary({ op }: Extract<Expr, { kind: 'binary' }>, a: Node, b: Node): Node {
  switch (op) {
    case '+':
      return map.add(a, b);
    case '-':
      return map.sub(a, b);
    case '*':
      return map.mul(a, b);
    case '/':
      return map.div(a, b);
    case '^':
      return pow(a, b);
    case '<':
      return map.greater(b, a);
    case '>':
      return map.greater(a, b);
    case '<=':
      return map.sub(1, map.greater(a, b));
    case '>=':
      return map.sub(1, map.greater(b, a));
  }
}

type Call = (args: readonly Node[]) => Node;

const CALLS: Readonly<Record<Extract<Expr, { kind: 'call' }>['name'], Call>> = {
  sin: ([a]) => map.sin(a),
  cos: ([a]) => map.cos(a),
  tan: ([a]) => map.div(map.sin(a), map.cos(a)),
  asin: ([a]) => angles.asin(a),
  acos: ([a]) => angles.acos(a),
  atan: ([a]) => angles.atan(a),
  atan2: ([y, x]) => angles.atan2(y, x),
  sinh: ([a]) => map.mul(0.5, map.sub(map.exp(a), map.exp(map.neg(a)))),
  cosh: ([a]) => map.mul(0.5, map.add(map.exp(a), map.exp(map.neg(a)))),
  tanh: ([a]) => map.tanh(a),
  exp: ([a]) => map.exp(a),
  log: ([a]) => map.log(a),
  sqrt: ([a]) => map.sqrt(a),
  abs: ([a]) => map.abs(a),
  sign: ([a]) => map.sign(a),
  // Where two are equal the derivative is that of the earlier one, as symbolic derivatives have it.
  min: (args) => args.reduce((a, b) => map.minimum(b, a)),
  max: (args) => args.reduce((a, b) => map.maximum(b, a)),
  step: ([a]) => map.greater(a, 0),
  where: ([condition, a, b]) => map.where(condition, a, b),
  floor: ([a]) => map.floor(a),
  mod: ([a, b]) => map.sub(a, map.mul(b, map.floor(map.div(a, b)))),
  hypot: ([a, b]) => map.sqrt(map.add(map.square(a), map.square(b))),
  pow: ([a, b]) => pow(a, b),
};
