import { Failure } from '../base/result';
import { sum } from './broadcast';
import { defined } from './defined';
import { add } from './elementwise';
import { jvp, vjp } from './grad';
import { literal } from './leaves';
import { matmul } from './matmul';
import { makeNode, type Node } from './node';
import { type PointShape, partialElements, pointGradient } from './pointGradient';
import { withRules } from './rules';
import { shown, sizeOf } from './shape';
import type { Lowered, StageContext } from './stage';
import { concat, reshape, slice, transpose } from './views';

/** Fewer outputs leave threads idle that stand along them. */
const LEAST_OUTPUTS = 8;

/**
 * x W + b at every point: a dense layer. Its gradient by the parameters takes two dispatches for W and b together,
 * each point read once.
 * @param x [.., inputs]; @param parameters flat, W [inputs, outputs] in C order, then b [outputs]
 * @returns [.., outputs]
 * @throws Failure 'bad-input' where the number of parameters does not fit
 */
export function pointwise(x: Node, parameters: Node, outputs: number): Node {
  const inputs = x.shape.at(-1) ?? 0;
  if (parameters.shape.length !== 1 || parameters.shape[0] !== (inputs + 1) * outputs) {
    const advice = `takes ${(inputs + 1) * outputs} parameters`;
    throw new Failure(
      'bad-input',
      `pointwise: ${shown(x.shape)} to ${outputs} ${advice}, not ${shown(parameters.shape)}`,
    );
  }
  const shape = { points: sizeOf(x.shape) / inputs, inputs, outputs };
  const plain = (field: Node, own: Node): Node => {
    return add(matmul(field, weightsOf(own, shape)), slice(own, 0, inputs * outputs, (inputs + 1) * outputs));
  };
  const value = plain(x, parameters);
  if (outputs < LEAST_OUTPUTS) return value;
  return withRules(value, [x, parameters], {
    vjp: (g) => [...vjp([plain(x, parameters)], [x], [g]), gradient(x, g, shape)],
    jvp: ([dx, dp]) => {
      const tangents = [dx ?? literal(0, x.shape), dp ?? literal(0, parameters.shape)];
      return jvp([plain(x, parameters)], [x, parameters], tangents)[0];
    },
  });
}

function weightsOf(parameters: Node, { inputs, outputs }: PointShape): Node {
  return reshape(slice(parameters, 0, 0, inputs * outputs), [inputs, outputs]);
}

/** The cotangent of the parameters of {@link pointwise}, of that of its value. */
function gradient(x: Node, g: Node, shape: PointShape): Node {
  const { points, inputs, outputs } = shape;
  const op = defined(
    'pointwise gradient',
    `pointwise gradient ${points} ${inputs} ${outputs}`,
    (field, cotangent) => {
      const [rows, own] = [reshape(field, [points, inputs]), reshape(cotangent, [points, outputs])];
      return concat([reshape(matmul(transpose(rows), own), [inputs * outputs]), sum(own, [0])]);
    },
    (context) => lower(shape, context),
  );
  return makeNode(op, [x, g], [(inputs + 1) * outputs]);
}

function lower(shape: PointShape, context: StageContext): Lowered {
  const offsets = { field: context.inputOffset(0), cotangent: context.inputOffset(1), gradient: context.outputOffset };
  const stages = pointGradient(shape, offsets, context, {
    field: { kind: 'input', index: 0 },
    cotangent: { kind: 'input', index: 1 },
    parts: { kind: 'scratch', index: 0 },
    gradient: { kind: 'output' },
  });
  return { stages, scratch: [partialElements(shape)] };
}
