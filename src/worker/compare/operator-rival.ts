import type { DeviceArray, Gpu } from '../../../solvers/gpu';
import { atPointsOf } from '../../../solvers/methods/interpolate';
import type { HostField, Operator } from '../../../solvers/methods/solver';
import type { Rival } from './rival';
import { type Target, unknownFields } from './target';

/** The classical answer to whatever an operator answers at present: another input is solved anew. */
export class OperatorRival implements Rival {
  readonly title: string;
  readonly stepwise = false;
  readonly loss = 0;
  readonly error = null;
  /** What is set up and read back for a single solve would count more than the solve. */
  readonly effort = null;
  readonly #gpu: Gpu;
  readonly #operator: Operator;
  readonly #target: Target;
  readonly #arrays: ReadonlyMap<string, DeviceArray>;
  #fields: readonly HostField[] = [];
  /** Of the input that was solved. */
  #version = Number.NaN;

  constructor(gpu: Gpu, title: string, operator: Operator, target: Target) {
    this.#gpu = gpu;
    this.title = title;
    this.#operator = operator;
    this.#target = target;
    this.#arrays = unknownFields(gpu, target);
  }

  get words(): string {
    const { example, painted } = this.#operator;
    const input = `${painted ? 'the painted input' : example === null ? "the scene's own input" : `example ${example}`}`;
    return this.done ? `solved ${input}` : `solving ${input}`;
  }

  get done(): boolean {
    return this.#version === this.#operator.version;
  }

  get comparable(): boolean {
    return this.done;
  }

  get complete(): boolean {
    return this.done;
  }

  array(name: string): DeviceArray {
    return this.#arrays.get(name)!;
  }

  async advance(): Promise<void> {
    const { version } = this.#operator;
    this.#fields = await this.#operator.solved();
    this.#version = version;
    for (const name of this.#target.fields) {
      const found = this.#fields.find((field) => field.name === name);
      if (found) this.#gpu.write(this.array(name), Float32Array.from(found.data));
    }
  }

  refresh(): void {}

  async probe(x: number, y: number): Promise<Readonly<Record<string, number>>> {
    if (!this.done) return {};
    const at = this.#target.names.flatMap((name, k) => (name === '' ? [] : [[name, Float64Array.of([x, y][k]!)]]));
    const coordinates = Object.fromEntries(at);
    return Object.fromEntries(this.#fields.map((field) => [field.name, atPointsOf({ coordinates }, field)[0]!]));
  }

  /** The operator knows of it, and has another version. */
  async setParameter(): Promise<void> {}

  dispose(): void {
    for (const array of this.#arrays.values()) this.#gpu.release(array);
  }
}
