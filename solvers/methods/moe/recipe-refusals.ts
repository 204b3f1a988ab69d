import type { Problem } from '../problem';
import { cutsOf, misfitOf } from './cuts';

/** The settings that are looked at. */
interface Settings {
  readonly points: number;
  readonly cuts: string;
  readonly gate: boolean;
  readonly overlap: number;
  readonly plainTraining: boolean;
  readonly hardSides: boolean;
  readonly weak: boolean;
  readonly fronts: boolean;
  readonly tendency: boolean;
  readonly hardStart: boolean;
  readonly zeroMean: boolean;
}

/** A setting and what to do about it. */
type Refusal = readonly [name: string, advice: string];

/** What does not go together in the settings of sides, boxes, gates and time, or null. */
export function refusalOf(
  problem: Problem,
  recipe: Settings,
  method: string,
  boxes: number,
  trainingBoxes: number,
): Refusal | null {
  if (recipe.hardSides && method !== 'pi-ot') {
    return ['hardSides', 'take method pi-ot, which holds sides by construction'];
  }
  const cuts = refusalOfCuts(problem, recipe, method);
  if (cuts) return ['cuts', cuts];
  const gate = refusalOfGate(recipe, boxes, trainingBoxes);
  return gate ? ['gate', gate] : refusalOfTime(problem, recipe);
}

/** Why boxes cannot be cut as the recipe says, or null. */
function refusalOfCuts({ axes, time }: Problem, { cuts, points }: Settings, method: string): string | null {
  if (cuts === '') return null;
  if (method !== 'pi-hc-moe' || !time) return 'boxes are cut where there are experts and time: leave it out';
  const all = cutsOf(cuts, axes.length, points);
  if (all.length > axes.length) return `${all.length} lists of borders for ${axes.length} axes`;
  return all.map((own) => misfitOf(own, points)).find((reason) => reason !== null) ?? null;
}

/** Why no gate can be learned, or null. */
function refusalOfGate(recipe: Settings, boxes: number, trainingBoxes: number): string | null {
  if (!recipe.gate || boxes === 1) return null;
  if (recipe.overlap === 0 || recipe.plainTraining)
    return 'boxes share nothing in training: set overlap, plainTraining not';
  return boxes === trainingBoxes && recipe.cuts === ''
    ? null
    : 'training and answer have other boxes: give them the same';
}

/** A setting that belongs to problems with time where there is none, or the other way round; or null. */
function refusalOfTime({ time }: Problem, recipe: Settings): Refusal | null {
  if (time) return recipe.weak ? ['weak', 'the equation has time: leave it out'] : null;
  const stray = (['fronts', 'tendency', 'hardStart', 'zeroMean'] as const).find((name) => recipe[name]);
  return stray ? [stray, 'there is no time: leave it out'] : null;
}
