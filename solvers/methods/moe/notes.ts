import { type Fno, fnoCount } from '../../nets';
import type { MoeMethod, MoeRecipe } from './recipe';

/** What a method says of itself: network, basis and constraints, training. */
export function notesOf(method: MoeMethod, recipe: MoeRecipe, network: Fno, boxes: number): string[] {
  const { legs, width, layers, modes, basis, batch, steps, samples, vary, from, to, floor, corrections } = recipe;
  const constraint = {
    'pi-sc': 'their sum is the answer, the equation a penalty',
    'pi-ot': 'start and given sides hold whatever their sum is, the equation is a penalty',
    'pi-hc': `weighed by one constraint, in training at ${samples} points`,
    'pi-hc-moe': `weighed by ${boxes} constraints, one a box (${recipe.cuts === '' ? `${recipe.boxes} along each axis` : `cut at ${recipe.cuts}`}, ${recipe.trainingBoxes} in training, at ${samples} points in all)`,
  }[method];
  return [
    `Fourier neural operator, ${layers} layers of ${width} channels and ${modes} modes, ${fnoCount(network)} parameters`,
    `${basis} basis fields, ${constraint}`,
    ...(corrections > 0
      ? [`${corrections} fields more in the answer, asked for by what it leaves of the equation`]
      : []),
    ...(legs > 1 ? [`${legs} legs of time, each from where the one before ended`] : []),
    `Adam, ${steps} steps of ${batch} examples without solution data`,
    ...(vary === '' ? [] : [`examples with ${vary} from ${from} to ${to}`]),
    ...(floor > 0 ? [`fractional powers of max(value, 0) + ${floor}`] : []),
  ];
}
