import { evaluateConstant } from '../solvers/expr';
import type { RandomField, RandomVelocity } from '../solvers/methods/problem';
import type { ConditionScope } from './condition-scope';
import { readFormula } from './formula';
import { refuse } from './refuse';
import type { Scene } from './schema';

type Random = NonNullable<NonNullable<Scene['conditions']>[number]['random']>;

/** The random initial velocity of a flow. */
export function readRandomVelocity(
  field: string,
  given: Exclude<Random, { spectrum: unknown }>,
  before: RandomVelocity | null,
): RandomVelocity {
  if (before) throw refuse(field, 'the start is given twice: keep one of them');
  const peak = evaluateConstant(given.peak);
  const rms = evaluateConstant(given.rms);
  if (!(peak >= 1)) throw refuse(`${field}.peak`, `${peak} waves do not fit: choose at least 1`);
  if (!(rms > 0)) throw refuse(`${field}.rms`, `the speed ${rms} is not positive: choose more than 0`);
  return { peak, rms };
}

/** A random initial field of an unknown; its spectrum is a formula in k and the parameters. */
export function readRandomField(
  field: string,
  given: Extract<Random, { spectrum: unknown }>,
  { unknowns, parameters, definitions }: ConditionScope,
): RandomField {
  const unknown = given.field;
  if (!unknowns.includes(unknown)) {
    throw refuse(`${field}.field`, `${unknown} is no unknown: choose from ${unknowns.join(', ')}`);
  }
  const scope = { unknowns: [], coordinates: ['k'], parameters: parameters.filter((name) => name !== 'k') };
  const spectrum = readFormula(`${field}.spectrum`, given.spectrum, scope, definitions);
  const rms = given.rms === undefined ? null : evaluateConstant(given.rms);
  if (rms !== null && !(rms > 0)) throw refuse(`${field}.rms`, `the size ${rms} is not positive: choose more than 0`);
  const mean = given.mean === undefined ? 0 : evaluateConstant(given.mean);
  return { unknown, spectrum, mean, rms, ...(given.numpy !== undefined && { numpy: evaluateConstant(given.numpy) }) };
}
