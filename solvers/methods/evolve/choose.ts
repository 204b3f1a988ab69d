import { symbolsOf } from '../../expr';
import { type ConservationLaw, conservationLawOf } from './flux';
import { type SolvedForm, solvedForm } from './form';
import { mirrorsOf } from './mirror';
import type { Model } from './model';
import { PeriodicModel } from './periodic-model';
import { refuseIllPosed, refuseMissingConditions } from './refusals';
import { ShockModel } from './shock-model';
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
  const law = mirrors && form.references.size > 0 ? conservationLawOf(form) : null;
  if (mirrors && law && hasShocks(law, form)) return new ShockModel(spec, form, law, mirrors);
  return mirrors ? new PeriodicModel(spec, form, mirrors) : new WallModel(spec, form);
}

/** Waves that move faster the higher they are steepen into shocks: some flux changes with the state. */
function hasShocks({ jacobians }: ConservationLaw, { components }: SolvedForm): boolean {
  const names = new Set(components.map(({ name }) => name));
  return jacobians.flat(2).some((entry) => [...symbolsOf(entry)].some((name) => names.has(name)));
}
