export { createOptimiser, type Method } from './create';
export { type Executor, inDouble, onDevice, type Step } from './executor';
export { type AdamOptions, adam, type FirstOrderOptions, lion, sgd, type Updates } from './first-order';
export { dualStep, jacobian, primalStep } from './gauss-newton';
export { type LbfgsOptions, lbfgs } from './lbfgs';
export { gaussNewton, levenbergMarquardt } from './levenberg-marquardt';
export { type LineSearch, type LineSearchOptions, type Point, strongWolfe } from './line-search';
export { leastSquaresObjective, type Objective, type Optimiser, type Progress } from './objective';
export type { LeastSquaresOptions } from './trial-steps';
