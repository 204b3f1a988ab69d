import type { Outcome } from '../../base/result';
import type { DeviceArray } from '../../gpu';
import type { StepCost, Stroke } from '../solver';
import type { Model } from './model';
import type { EvolveSpec } from './spec';

/** The fields of a run on the device. */
export interface Fields {
  /** Brings the fields up to the present state. */
  show(): void;
  /** The array of a field, [batch][z][y][x]. */
  shown(name: string): DeviceArray;
  /** @param size elements of the field: arrays on the device are rounded up */
  field(name: string, size: number): Promise<Float32Array>;
}

/** A run that can be come back to: its numbers, and its arrays in an order of its own. */
export interface Saved {
  readonly numbers: Readonly<Record<string, number>>;
  readonly arrays: readonly ArrayBuffer[];
}

/** A problem that is being integrated, whatever its discretisation in space and time. */
export interface Evolution {
  readonly spec: EvolveSpec;
  readonly model: Pick<Model, 'title' | 'notes' | 'positions' | 'fields'>;
  readonly device: Fields;
  readonly time: number;
  readonly stepCount: number;
  readonly outcome: Outcome;
  readonly finished: boolean;
  /** The present step. */
  readonly dt: number;
  /** How the step is chosen, in a few words. */
  readonly choice: string;
  /** Relative error of the latest step that was looked at, as a share of what is allowed; 0 before the first. */
  readonly trialError: number;
  readonly cost: StepCost;
  /** Signed distance to the bodies at the points of the fields; null without bodies. */
  readonly distance: DeviceArray | null;
  reset(): Promise<void>;
  /** Changes parameters, and looks for the right step anew. */
  setParameters(parameters: EvolveSpec['parameters']): void;
  step(n: number): Promise<void>;
  /** Goes on until a time, exactly where that is the interval times a whole number of 64ths; or until it is finished. */
  until(time: number): Promise<void>;
  /**
   * What `read` finds in the fields at a time within the next few steps, which are taken back; null where the time is
   * not so near. Runs that cannot do so leave it out.
   */
  at?<T>(time: number, read: () => Promise<T>): Promise<T | null>;
  /** Resolves when the device has done all that was asked for. */
  drain(): Promise<void>;
  /** Adds a dab to the state, and looks for the right step anew. @throws Failure 'bad-input' for an unknown field */
  paint(stroke: Stroke): Promise<void>;
  save(): Promise<Saved>;
  /** @throws Failure 'bad-input' where the state belongs to another scene or grid, or is damaged */
  load(saved: Saved): Promise<void>;
  dispose(): void;
}
