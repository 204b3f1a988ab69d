export type { Limits, NonlinearAnswer } from './answer';
export { solveByFas } from './fas';
export { solveByNewton } from './newton';
export type { NonlinearProblem, NonlinearSide } from './problem';
