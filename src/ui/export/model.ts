import { parseScene } from '../../../scenes/parse';
import { resolve } from '../../../scenes/resolve';
import type { Weights } from '../../../solvers/methods/solver';
import { type ModelMethod, operatorModel } from '../../onnx/operator';

/** The operator of a scene as an ONNX model; loaded when it is wanted. */
export function modelOf(method: ModelMethod, scene: unknown, weights: Weights): Uint8Array {
  return operatorModel(method, resolve(parseScene(scene)).problem, weights).bytes;
}
