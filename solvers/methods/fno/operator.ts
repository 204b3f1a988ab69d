import type { Node } from '../../array';
import {
  type DeepOnet,
  deepOnet,
  deepOnetParts,
  type Fno,
  type FnoPart,
  fno,
  fnoParts,
  initialOf,
  partCount,
} from '../../nets';

/** A network that takes fields to fields. */
export type OperatorNetwork = Fno | DeepOnet;

/** Whether a network is one of branch and trunk. */
export function isDeepOnet(network: OperatorNetwork): network is DeepOnet {
  return 'kind' in network;
}

export function operatorParts(network: OperatorNetwork): FnoPart[] {
  return isDeepOnet(network) ? deepOnetParts(network) : fnoParts(network);
}

/** The number of parameters of a network. */
export function operatorCount(network: OperatorNetwork): number {
  return operatorParts(network).reduce((count, part) => count + partCount(part), 0);
}

/** Parameters to begin with. */
export function operatorInitial(network: OperatorNetwork, seed: number): Float32Array<ArrayBuffer> {
  return initialOf(operatorParts(network), seed);
}

/** The network at fields, [samples, points .., inputs] to [samples, points .., outputs]. */
export function operatorValue(parameters: Node, fields: Node, network: OperatorNetwork): Node {
  return isDeepOnet(network) ? deepOnet(parameters, fields, network) : fno(parameters, fields, network);
}
