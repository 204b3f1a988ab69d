export { conflictFree, cosines } from './conflict-free';
export { createOptimiser, type Method } from './create';
export { type Executor, inDouble, onDevice, type RunCost, type Step } from './executor';
export { type AdamOptions, adam, type FirstOrderOptions, lion, sgd, type Updates } from './first-order';
export { dualStep, jacobian, primalStep } from './gauss-newton';
export { type Guarded, type GuardOptions, guarded } from './guarded';
export { type LbfgsOptions, lbfgs } from './lbfgs';
export { gaussNewton, levenbergMarquardt } from './levenberg-marquardt';
export { type LineSearch, type LineSearchOptions, type Point, strongWolfe } from './line-search';
export { type MomentumConflictFreeOptions, momentumConflictFree } from './momentum-conflict-free';
export {
  leastSquaresObjective,
  type Objective,
  type Optimiser,
  type Progress,
  type ResumableOptimiser,
} from './objective';
export type { QuasiNewtonOptions } from './quasi-newton';
export { selfScaledBroyden } from './self-scaled-broyden';
export { type MatrixPart, type Soap, type SoapOptions, soap } from './soap';
export type { LeastSquaresOptions } from './trial-steps';
