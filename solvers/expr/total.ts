import { Failure } from '../base/result';
import type { Expr } from './ast';
import { number, symbol } from './build';
import { derive, type SymbolRule } from './differentiate';
import { CONSTANTS } from './names';
import { derivativeName, derivativeOf, type Scope } from './scope';
import { simplify } from './simplify';
import { capped } from './size';

/**
 * The derivative of `expr` by a coordinate, by the chain rule through the unknowns, each of which depends on every
 * coordinate: that of `u` by x is `u_x`, that of `u_x` by t is `u_xt` in the order of the scope's coordinates.
 * Jumps and corners are as in `differentiate`. Simplified.
 * @throws Failure 'bad-input' where a name is not in the scope or is a definition, `expr` was not expanded, or the
 * derivative is larger than a formula may be.
 */
export function totalDerivative(expr: Expr, coordinate: string, scope: Scope): Expr {
  const rule: SymbolRule = (name, span) => {
    if (name === coordinate) return number(1, span);
    if (CONSTANTS.has(name) || scope.parameters.includes(name) || scope.coordinates.includes(name)) {
      return number(0, span);
    }
    const derivative = scope.unknowns.includes(name) ? { unknown: name, by: [] } : derivativeOf(name, scope);
    if (derivative === null) throw new Failure('bad-input', `\`${name}\` cannot be differentiated: put its formula in`);
    return symbol(derivativeName(derivative.unknown, [...derivative.by, coordinate], scope), span);
  };
  return capped(simplify(derive(expr, rule)), `the derivative by ${coordinate}`);
}
