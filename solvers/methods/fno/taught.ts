import type { DeviceArray, Gpu } from '../../gpu';
import type { Weights } from '../solver';
import { type OperatorNetwork, operatorCount, operatorInitial } from './operator';
import type { Scaling } from './scaling';
import { ofWeights, weightsOf } from './weights';

/** A network's weights on the device, and what they are measured in. */
export class Taught {
  readonly network: OperatorNetwork;
  scaling: Scaling;
  /** Whether both are none of its own training. */
  handedIn = false;
  readonly #gpu: Gpu;
  readonly #array: DeviceArray;

  constructor(gpu: Gpu, network: OperatorNetwork, array: DeviceArray, scaling: Scaling) {
    this.#gpu = gpu;
    this.network = network;
    this.#array = array;
    this.scaling = scaling;
  }

  get count(): number {
    return operatorCount(this.network);
  }

  /** Begins anew. */
  begin(seed: number): void {
    this.#gpu.write(this.#array, operatorInitial(this.network, seed));
    this.handedIn = false;
  }

  /** Weights from elsewhere. */
  put(parameters: Float32Array<ArrayBuffer>, scaling: Scaling): void {
    this.#gpu.write(this.#array, parameters);
    this.scaling = scaling;
    this.handedIn = true;
  }

  /** The parameters after all steps so far. */
  async read(): Promise<Float32Array<ArrayBuffer>> {
    return new Float32Array(await this.#gpu.read(this.#array, 0, 4 * this.count));
  }

  async weights(): Promise<Weights> {
    return weightsOf(this.network, await this.read(), this.scaling);
  }

  /** @throws Failure 'bad-input' naming the array that is missing or does not fit */
  take(weights: Weights): void {
    const { parameters, scaling } = ofWeights(this.network, weights);
    this.put(new Float32Array(parameters), scaling);
  }
}
