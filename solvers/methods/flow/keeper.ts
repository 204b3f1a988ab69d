import type { DeviceArray, Gpu, Program } from '../../gpu';
import type { FlowState } from './state';

/** When a state was: steps and time. */
export interface Moment {
  readonly stepCount: number;
  readonly time: number;
}

interface Slot {
  readonly velocity: DeviceArray;
  readonly pressure: DeviceArray;
  readonly save: Program;
  readonly restore: Program;
  moment: Moment | null;
}

/** Two copies of the state on the device, taken in turn, so that one is always older than the last report. */
export class Keeper {
  readonly #gpu: Gpu;
  readonly #slots: readonly Slot[];
  #next = 0;
  #good: Slot | null = null;

  private constructor(gpu: Gpu, slots: readonly Slot[]) {
    this.#gpu = gpu;
    this.#slots = slots;
  }

  static async create(gpu: Gpu, state: FlowState): Promise<Keeper> {
    const slot = async (k: number): Promise<Slot> => {
      const velocity = gpu.storage(`kept velocity ${k}`, state.velocity.bytes);
      const pressure = gpu.storage(`kept pressure ${k}`, state.pressure.bytes);
      const save = await gpu.record('flow keep', (recorder) => {
        recorder.copy(state.velocity, velocity);
        recorder.copy(state.pressure, pressure);
      });
      const restore = await gpu.record('flow go back', (recorder) => {
        recorder.copy(velocity, state.velocity);
        recorder.copy(pressure, state.pressure);
      });
      return { velocity, pressure, save, restore, moment: null };
    };
    return new Keeper(gpu, [await slot(0), await slot(1)]);
  }

  /** Room for a velocity that nothing else uses while no copy is kept. */
  get spare(): DeviceArray {
    return this.#slots[0]!.velocity;
  }

  /** Copies the present state, which is not known to be good yet. */
  keep(moment: Moment): void {
    const slot = this.#slots[this.#next]!;
    if (slot === this.#good) this.#good = this.#slots[1 - this.#next]!.moment ? this.#slots[1 - this.#next]! : null;
    slot.moment = moment;
    this.#gpu.run(slot.save);
    this.#next = 1 - this.#next;
  }

  /** Says that the state at `stepCount` was good: copies up to there may be gone back to. */
  confirm(stepCount: number): void {
    for (const slot of this.#slots) {
      const { moment } = slot;
      if (moment && moment.stepCount <= stepCount && moment.stepCount >= (this.#good?.moment?.stepCount ?? 0)) {
        this.#good = slot;
      }
    }
  }

  /** Restores the latest good copy and says when it was; null if there is none. */
  goBack(): Moment | null {
    const good = this.#good;
    if (!good) return null;
    this.#gpu.run(good.restore);
    for (const slot of this.#slots) if (slot !== good) slot.moment = null;
    this.#next = this.#slots[0] === good ? 1 : 0;
    return good.moment;
  }

  /** Forgets all copies. */
  clear(): void {
    for (const slot of this.#slots) slot.moment = null;
    this.#good = null;
  }

  dispose(): void {
    for (const { velocity, pressure } of this.#slots) {
      this.#gpu.release(velocity);
      this.#gpu.release(pressure);
    }
  }
}
