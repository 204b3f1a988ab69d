export type { Limits, NonlinearAnswer } from './answer';
export { solveByFas } from './fas';
export { FasSolver } from './fas-device';
export { solveByNewton } from './newton';
export type { NonlinearProblem, NonlinearSide } from './problem';
