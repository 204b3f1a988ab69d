import { partialElements, pointGradient } from '../pointGradient';
import type { Lowered, Operand, StageContext } from '../stage';
import { mixAcross } from './across';
import { analyseAlong, synthesiseAlong } from './along';
import { type LayerShape, parametersOf } from './shape';
import { modeGradient } from './weights';

const scratch = (index: number): Operand => ({ kind: 'scratch', index });
/** Which scratch holds the modes that came in: {@link lowerLayerGradient} reads those of both passes. */
const MODES = 1;

/** How often the frequency k of a half spectrum along n2 stands in the whole one. */
function copies({ n2 }: LayerShape, k: number): number {
  return k === 0 || 2 * k === n2 ? 1 : 2;
}

/**
 * irfft(R rfft(x)) + x W + b in three dispatches. Inputs: 0 the field [batch, n1, n2, inputs], 1 the parameters;
 * output [batch, n1, n2, outputs].
 */
export function lowerLayer(shape: LayerShape, context: StageContext): Lowered {
  const { batch, n1, n2, m1, m2, inputs, outputs } = shape;
  const { weights, bias } = parametersOf(shape);
  const [field, parameters] = [0, 1].map((index): Operand => ({ kind: 'input', index }));
  const [from, at] = [context.inputOffset(0), context.inputOffset(1)];
  const places = { modes: scratch(MODES), mixed: scratch(2), columns: scratch(3) };
  const mixing = { from: inputs, to: outputs, offset: at, strides: [outputs, 1], sign: 1 } as const;
  const beside = {
    channels: inputs,
    fieldOffset: from,
    matrixOffset: at + weights,
    strides: [outputs, 1],
    bias: at + bias,
  } as const;
  return {
    stages: [
      analyseAlong(shape, inputs, () => 1, context, from, { field, spectrum: scratch(0) }),
      mixAcross(shape, mixing, context, { spectrum: scratch(0), parameters, ...places }),
      synthesiseAlong(shape, outputs, (k) => copies(shape, k) / (n1 * n2), beside, context, {
        spectrum: scratch(3),
        field,
        parameters,
        result: { kind: 'output' },
      }),
    ],
    scratch: [inputs * n1, inputs * 2 * m1, outputs * 2 * m1, outputs * n1].map((each) => 2 * batch * m2 * each),
  };
}

/**
 * The cotangent of the field, by the same kernels with transposed matrices. Inputs: 0 the parameters, 1 the cotangent
 * of the layer's value; output [batch, n1, n2, inputs].
 */
export function lowerLayerBackward(shape: LayerShape, context: StageContext): Lowered {
  const { batch, n1, n2, m1, m2, inputs, outputs } = shape;
  const { weights } = parametersOf(shape);
  const [parameters, field] = [0, 1].map((index): Operand => ({ kind: 'input', index }));
  const [at, from] = [context.inputOffset(0), context.inputOffset(1)];
  const places = { modes: scratch(MODES), mixed: scratch(2), columns: scratch(3) };
  const mixing = { from: outputs, to: inputs, offset: at, strides: [1, outputs], sign: -1 } as const;
  const beside = {
    channels: outputs,
    fieldOffset: from,
    matrixOffset: at + weights,
    strides: [1, outputs],
    bias: null,
  } as const;
  return {
    stages: [
      analyseAlong(shape, outputs, (k) => copies(shape, k) / (n1 * n2), context, from, { field, spectrum: scratch(0) }),
      mixAcross(shape, mixing, context, { spectrum: scratch(0), parameters, ...places }),
      synthesiseAlong(shape, inputs, () => 1, beside, context, {
        spectrum: scratch(3),
        field,
        parameters,
        result: { kind: 'output' },
      }),
    ],
    scratch: [outputs * n1, outputs * 2 * m1, inputs * 2 * m1, inputs * n1].map((each) => 2 * batch * m2 * each),
  };
}

/**
 * The gradient of the parameters in three dispatches. Inputs: 0 the field, 1 the layer, 2 its backward pass (both for
 * the modes that they kept), 3 the cotangent of the layer's value.
 */
export function lowerLayerGradient(shape: LayerShape, context: StageContext): Lowered {
  const { weights } = parametersOf(shape);
  const gradient: Operand = { kind: 'output' };
  const first = context.outputOffset;
  const { batch, n1, n2, inputs, outputs } = shape;
  const points = { points: batch * n1 * n2, inputs, outputs };
  const offsets = { field: context.inputOffset(0), cotangent: context.inputOffset(3), gradient: first + weights };
  return {
    stages: [
      modeGradient(shape, context, {
        modes: { kind: 'saved', input: 1, index: MODES },
        cotangents: { kind: 'saved', input: 2, index: MODES },
        gradient,
      }),
      ...pointGradient(points, offsets, context, {
        field: { kind: 'input', index: 0 },
        cotangent: { kind: 'input', index: 3 },
        parts: scratch(0),
        gradient,
      }),
    ],
    scratch: [partialElements(points)],
  };
}
