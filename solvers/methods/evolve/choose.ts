import { Failure } from '../../base/result';
import { symbolsOf } from '../../expr';
import type { Gpu } from '../../gpu';
import type { Evolution } from './evolution';
import { type ConservationLaw, conservationLawOf } from './flux';
import { type SolvedForm, solvedForm } from './form';
import { ImplicitModel } from './implicit/model';
import { ImplicitRun } from './implicit/run';
import { hasVanishingDiffusion } from './implicit/vanishing';
import { mirrorsOf } from './mirror';
import type { Model } from './model';
import { PeriodicModel } from './periodic-model';
import { refuseIllPosed, refuseMissingConditions } from './refusals';
import { EvolveRun } from './run';
import { ShockModel } from './shock-model';
import type { EvolveSpec } from './spec';
import { WallModel } from './wall-model';

/**
 * A run of the discretisation that suits a problem best.
 * @throws Failure 'bad-input' where it has no answer, or none that this method can give
 */
export function evolutionOf(gpu: Gpu, spec: EvolveSpec, model = chosenModel(spec)): Promise<Evolution> {
  return model instanceof ImplicitModel ? ImplicitRun.create(gpu, model, spec) : EvolveRun.create(gpu, model, spec);
}

/**
 * The implicit model where there are bodies, boxes whose sides are no mirrors, or diffusion that nearly vanishes
 * somewhere; else the model of {@link modelOf}.
 */
export function chosenModel(spec: EvolveSpec): Model | ImplicitModel {
  const form = solvedForm(spec);
  refuseMissingConditions(spec, form);
  refuseIllPosed(spec, form);
  const hasBodies = (spec.obstacles?.length ?? 0) > 0;
  const isBox = spec.axes.length > 1 && mirrorsOf(spec, form) === null;
  if (hasBodies || isBox || (spec.batch === 1 && hasVanishingDiffusion(spec, form)))
    return new ImplicitModel(spec, form);
  return modelOf(spec);
}

/**
 * The discretisation that suits a problem on periodic or mirrored boxes, or on an interval, as one array program.
 * @throws Failure 'bad-input' where it has no answer, or none that this method can give
 */
export function modelOf(spec: EvolveSpec): Model {
  const form = solvedForm(spec);
  refuseMissingConditions(spec, form);
  refuseIllPosed(spec, form);
  const mirrors = mirrorsOf(spec, form);
  if (!mirrors && spec.axes.length > 1) {
    throw new Failure('bad-input', 'this takes one dimension, or periodic or mirrored sides', 'conditions');
  }
  const law = mirrors && form.references.size > 0 ? conservationLawOf(form) : null;
  if (mirrors && law && hasShocks(law, form)) return new ShockModel(spec, form, law, mirrors);
  return mirrors ? new PeriodicModel(spec, form, mirrors) : new WallModel(spec, form);
}

/** Waves that move faster the higher they are steepen into shocks: some flux changes with the state. */
function hasShocks({ jacobians }: ConservationLaw, { components }: SolvedForm): boolean {
  const names = new Set(components.map(({ name }) => name));
  return jacobians.flat(2).some((entry) => [...symbolsOf(entry)].some((name) => names.has(name)));
}
