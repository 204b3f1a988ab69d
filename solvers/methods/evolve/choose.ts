import { solvedForm } from './form';
import { mirrorsOf } from './mirror';
import type { Model } from './model';
import { PeriodicModel } from './periodic-model';
import type { EvolveSpec } from './spec';
import { WallModel } from './wall-model';

/** The discretisation that suits a problem. */
export function modelOf(spec: EvolveSpec): Model {
  const form = solvedForm(spec);
  const mirrors = mirrorsOf(spec, form);
  return mirrors ? new PeriodicModel(spec, form, mirrors) : new WallModel(spec, form);
}
