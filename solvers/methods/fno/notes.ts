import { isDeepOnet, type OperatorNetwork, operatorCount } from './operator';
import type { FnoSettings } from './settings';
import type { StoredSplit } from './stored-examples';
import type { OperatorTask } from './task';

const TITLES: Readonly<Record<FnoSettings['variant'], string>> = {
  plain: 'Fourier neural operator',
  tucker: 'Tensorised Fourier neural operator',
  factorised: 'Factorised Fourier neural operator',
  'u-shaped': 'U-shaped neural operator',
};

/** What a solver says of itself. @param symmetries examples that one stands for */
export function notesOf(
  network: OperatorNetwork,
  { width, layers, modes, batch, steps, examples, loss, coarse, variant }: FnoSettings,
  task: Pick<OperatorTask, 'notes'>,
  symmetries: number,
  stored: StoredSplit | null,
): string[] {
  const own = loss === 'physics' ? 'inputs that nobody solved' : `examples out of ${examples}`;
  return [
    isDeepOnet(network)
      ? `DeepONet, branch and trunk of ${layers} layers of ${width}, ${network.functions} functions, ${operatorCount(network)} parameters`
      : `${TITLES[variant]}, ${layers} layers of ${width} channels and ${modes} modes, ${operatorCount(network)} parameters`,
    `AdamW, ${steps} steps of ${batch} ${stored ? `examples out of ${stored.training}` : own}`,
    ...(coarse === '' ? [] : [`the first steps on coarser grids, points and steps ${coarse}`]),
    ...(stored ? [`${stored.name}: errors on ${stored.tests} samples that are not learned`] : task.notes),
    ...(symmetries > 1 ? [`each example stands for ${symmetries}: the problem is the same when turned round`] : []),
  ];
}
