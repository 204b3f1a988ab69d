import { solvedForm } from './form';
import { mirrorsOf } from './mirror';
import type { Model } from './model';
import { PeriodicModel } from './periodic-model';
import { refuseIllPosed, refuseMissingConditions } from './refusals';
import type { EvolveSpec } from './spec';
import { WallModel } from './wall-model';

/**
 * The discretisation that suits a problem.
 * @throws Failure 'bad-input' where it has no answer, or none that this method can give
 */
export function modelOf(spec: EvolveSpec): Model {
  const form = solvedForm(spec);
  refuseMissingConditions(spec, form);
  refuseIllPosed(spec, form);
  const mirrors = mirrorsOf(spec, form);
  return mirrors ? new PeriodicModel(spec, form, mirrors) : new WallModel(spec, form);
}
