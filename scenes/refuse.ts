import { Failure } from '../solvers/base/result';

/** What is wrong with a field of a scene, in one line that begins with its name; to be thrown. */
export function refuse(field: string, advice: string): Failure {
  return new Failure('bad-input', `${field}: ${advice}`, field);
}
