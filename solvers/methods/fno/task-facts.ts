import type { OperatorTask } from './task';

/** What a task says of itself. */
type Facts = Omit<OperatorTask, 'positions' | 'draw' | 'solve' | 'physics' | 'refiner' | 'next' | 'stated' | 'dispose'>;

/** Most tasks: one answer, examples drawn and solved one by one. */
const USUAL = { drawable: true, frames: 1, zeroMean: false, together: 1, turning: 0, homogeneous: false } as const;

/** A task that has its facts as they are given. */
export abstract class TaskFacts implements Facts {
  declare readonly inputs: OperatorTask['inputs'];
  declare readonly outputs: OperatorTask['outputs'];
  declare readonly drawable: boolean;
  declare readonly axes: OperatorTask['axes'];
  declare readonly periodic: OperatorTask['periodic'];
  declare readonly mirrored: OperatorTask['mirrored'];
  declare readonly seen: OperatorTask['seen'];
  declare readonly frames: number;
  declare readonly zeroSides: OperatorTask['zeroSides'];
  declare readonly zeroMean: boolean;
  declare readonly points: OperatorTask['points'];
  declare readonly notes: OperatorTask['notes'];
  declare readonly together: number;
  declare readonly turning: number;
  declare readonly homogeneous: boolean;

  /** @param facts those of `USUAL` may be left out */
  constructor(facts: Omit<Facts, keyof typeof USUAL> & Partial<Facts>) {
    Object.assign(this, { ...USUAL, ...facts });
  }
}
