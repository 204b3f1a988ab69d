import type { Node } from '../../array';
import type { Device } from './device';
import type { Model } from './model';
import type { EvolveSpec } from './spec';

/** Sizes of steps whose factors are kept. */
const KNOWN = 3;

/**
 * What a model's variables hold for a step, and which step the device holds them for; the latest are kept, as trials go
 * to and fro between two sizes.
 */
export class StepFactors {
  readonly #model: Model;
  readonly #device: Device;
  readonly #known = new Map<number, ReadonlyMap<Node, Float64Array>>();
  /** 0 = none. */
  #written = 0;

  constructor(model: Model, device: Device) {
    this.#model = model;
    this.#device = device;
  }

  /** Whether the device's factors are those of this step. */
  isFor(dt: number): boolean {
    return this.#written === dt;
  }

  /** Makes the device ready for steps from a time on. */
  write(spec: EvolveSpec, time: number, dt: number): void {
    if (!this.isFor(dt)) this.#device.write(this.#of(spec, dt));
    this.#written = dt;
    this.#device.write(this.#model.clock.values(time, dt));
  }

  /** The same for a step of a size that does not come again. */
  writeOnce(spec: EvolveSpec, time: number, dt: number): void {
    this.#device.write(this.#model.constants(spec, dt));
    this.#written = 0;
    this.#device.write(this.#model.clock.values(time, dt));
  }

  /** Forgets all of them: the parameters have changed. */
  clear(): void {
    this.#known.clear();
    this.#written = 0;
  }

  #of(spec: EvolveSpec, dt: number): ReadonlyMap<Node, Float64Array> {
    const factors = this.#known.get(dt) ?? this.#model.constants(spec, dt);
    // Put in again, the latest stands last.
    this.#known.delete(dt);
    this.#known.set(dt, factors);
    const [oldest] = this.#known.keys();
    if (this.#known.size > KNOWN) this.#known.delete(oldest);
    return factors;
  }
}
