export type {
  BinaryExpr,
  BinaryOperator,
  CallExpr,
  Equation,
  Expr,
  NumberExpr,
  Span,
  SymbolExpr,
  UnaryExpr,
} from './ast';
export { MAX_CHARACTERS, MAX_OPERATIONS } from './caps';
export { compile, type Evaluate, evaluateConstant } from './compile';
export { FormulaError } from './error';
export type { FunctionName } from './functions';
export { equationToLatex, toLatex } from './latex';
export { nameToLatex } from './latex-name';
export { CONSTANTS } from './names';
export { parse, parseEquation } from './parse';
export { check, checkScope, type Derivative, derivativeOf, type Names, type Scope, symbolsOf } from './scope';
export { equationToText, toText } from './text';
