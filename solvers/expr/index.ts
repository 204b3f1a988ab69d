export type {
  ApplyExpr,
  BinaryExpr,
  BinaryOperator,
  CallExpr,
  Equation,
  Expr,
  NumberExpr,
  OperatorExpr,
  Span,
  SymbolExpr,
  UnaryExpr,
  VectorExpr,
} from './ast';
export { refuseUnexpanded } from './build';
export { MAX_CHARACTERS, MAX_OPERATIONS } from './caps';
export { type Channel, channelName, channelsOf, closeChannels } from './channels';
export { type Classification, classify, type Linearity } from './classify';
export { compile, type Evaluate, evaluateConstant } from './compile';
export type { Constant, DefinitionDeclaration, ParameterDeclaration } from './declare';
export { differentiate } from './differentiate';
export type { EquationType } from './equation-type';
export { FormulaError } from './error';
export { expand } from './expand';
export type { FunctionName, OperatorName } from './functions';
export type { Interval, Known } from './interval';
export { equationToLatex, toLatex } from './latex';
export { nameToLatex } from './latex-name';
export { type Linearisation, type LinearTerm, linearise } from './linearise';
export { CONSTANTS } from './names';
export { normalForm } from './normal';
export { parse, parseEquation } from './parse';
export {
  check,
  checkScope,
  type Derivative,
  derivativeName,
  derivativeOf,
  type Names,
  type Scope,
  symbolsOf,
} from './scope';
export { simplify } from './simplify';
export { type Definition, type Definitions, substitute } from './substitute';
export { parseSystem, type System } from './system';
export { equationToText, toText } from './text';
export { totalDerivative } from './total';
export { toWgsl, type Wgsl } from './wgsl';
export * as angleWgsl from './wgsl-angle';
