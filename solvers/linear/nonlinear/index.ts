export type { Limits, NonlinearAnswer } from './answer';
export { solveByFas } from './fas';
export { FasSolver } from './fas-device';
export { solveByNewton } from './newton';
export { NewtonSolver } from './newton-device';
export type { NonlinearProblem, NonlinearSide } from './problem';
