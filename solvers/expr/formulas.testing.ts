import fc from 'fast-check';
import type { BinaryOperator, Expr } from './ast';
import { FUNCTIONS, type FunctionName } from './functions';

const NOWHERE = [0, 0] as const;

/** Names that the random formulas of the tests use. */
export const TEST_NAMES = ['x', 'y', 'u', 'u_xx', 'nu', 'k_f', 'Re'] as const;

const OPERATORS: readonly BinaryOperator[] = ['+', '-', '*', '/', '^', '<', '<=', '>', '>='];

function call(name: FunctionName, arg: fc.Arbitrary<Expr>): fc.Arbitrary<Expr> {
  const { parameters, variadic } = FUNCTIONS[name];
  const maxLength = parameters.length + (variadic ? 2 : 0);
  return fc
    .array(arg, { minLength: parameters.length, maxLength })
    .map((args) => ({ kind: 'call', name, args, span: NOWHERE }));
}

/** Random formulas with these operators and functions, well inside the caps. */
export function formulas(
  operators: readonly BinaryOperator[] = OPERATORS,
  functions = Object.keys(FUNCTIONS) as FunctionName[],
): fc.Arbitrary<Expr> {
  const number = fc
    .constantFrom('0', '1', '2', '3', '0.5', '.25', '7.', '1e-3', '2.5E+2', '12')
    .map((text): Expr => ({ kind: 'number', text, value: Number(text), span: NOWHERE }));
  const symbol = fc
    .constantFrom(...TEST_NAMES, 'pi', 'e')
    .map((name): Expr => ({ kind: 'symbol', name, span: NOWHERE }));
  const { expr } = fc.letrec<{ expr: Expr }>((tie) => {
    const operand = tie('expr');
    const unary = operand.map((inner): Expr => ({ kind: 'unary', op: '-', operand: inner, span: NOWHERE }));
    const binary = fc
      .tuple(fc.constantFrom(...operators), operand, operand)
      .map(([op, left, right]): Expr => ({ kind: 'binary', op, left, right, span: NOWHERE }));
    const calls = functions.map((name) => call(name, operand));
    const inner = [
      { weight: 2, arbitrary: unary },
      { weight: 8, arbitrary: binary },
    ];
    if (calls.length > 0) inner.push({ weight: 3, arbitrary: fc.oneof(...calls) });
    return {
      expr: fc.oneof({ maxDepth: 6, depthSize: 'small' }, { weight: 3, arbitrary: fc.oneof(number, symbol) }, ...inner),
    };
  });
  return expr;
}
