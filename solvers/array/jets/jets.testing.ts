import type { DeviceArray, Gpu, Program } from '../../gpu';
import type { Lowered, Operand, StageContext } from '../stage';
import { type JetShape, lowerJetBackward, lowerJetForward } from '.';

/** Odd offsets into larger arrays, as slices of parameters and gradients have them. */
const OFFSETS = { params: 3, points: 5, output: 7, cotangent: 1, gradient: 2 };
const CANARY = 12345.5;

export interface JetRun {
  readonly forward: Program;
  readonly backward: Program;
  /** Derivatives [out, C, P]. @throws Error where something beside them was written. */
  readOutput(): Promise<Float32Array>;
  readGradient(): Promise<Float32Array>;
  writeCotangent(data: ArrayLike<number>): void;
  release(): void;
}

/** Forward and backward pass of a network as two programs on arrays of their own. */
export async function recordJets(
  gpu: Gpu,
  shape: JetShape,
  params: ArrayLike<number>,
  points: ArrayLike<number>,
): Promise<JetRun> {
  const own: DeviceArray[] = [];
  const make = (data: ArrayLike<number>, offset: number): DeviceArray => {
    const padded = new Float32Array(offset + data.length + 4).fill(CANARY);
    padded.set(data, offset);
    const array = gpu.upload('jets', padded);
    own.push(array);
    return array;
  };
  const outputs = shape.channels.length * shape.points * shape.sizes.at(-1)!;
  const arrays = {
    params: make(params, OFFSETS.params),
    points: make(points, OFFSETS.points),
    output: make(new Float32Array(outputs), OFFSETS.output),
    cotangent: make(new Float32Array(outputs), OFFSETS.cotangent),
    gradient: make(new Float32Array(params.length), OFFSETS.gradient),
  };
  const inputs = [arrays.params, arrays.points, arrays.output, arrays.cotangent];
  const offsets = [OFFSETS.params, OFFSETS.points, OFFSETS.output, OFFSETS.cotangent];
  const context = (outputOffset: number): StageContext => ({
    inputOffset: (k) => offsets[k],
    outputOffset,
    software: gpu.software,
    subgroup: gpu.subgroup,
  });
  const room = ({ scratch }: Lowered): DeviceArray[] =>
    scratch.map((elements) => {
      const array = gpu.storage('scratch', 4 * elements);
      own.push(array);
      return array;
    });
  const forward = lowerJetForward(shape, context(OFFSETS.output));
  const backward = lowerJetBackward(shape, context(OFFSETS.gradient));
  const [tape, scratch] = [room(forward), room(backward)];
  const record = (lowered: Lowered, output: DeviceArray, rooms: DeviceArray[]): Promise<Program> =>
    gpu.record('jets', (recorder) => {
      for (const { kernel, operands, extent } of lowered.stages) {
        const buffers = Object.entries(operands).map(([variable, operand]) => [
          variable,
          bound(operand, output, rooms),
        ]);
        recorder.dispatch(kernel, Object.fromEntries(buffers), extent);
      }
    });
  function bound(operand: Operand, output: DeviceArray, rooms: DeviceArray[]): DeviceArray {
    switch (operand.kind) {
      case 'input':
        return inputs[operand.index];
      case 'output':
        return output;
      case 'scratch':
        return rooms[operand.index];
      case 'saved':
        return tape[operand.index];
      case 'table': {
        const array = gpu.upload('table', operand.data);
        own.push(array);
        return array;
      }
    }
  }
  async function read(array: DeviceArray, offset: number, length: number): Promise<Float32Array> {
    const all = new Float32Array(await gpu.read(array));
    const guards = [...all.slice(0, offset), ...all.slice(offset + length, offset + length + 4)];
    if (guards.some((value) => value !== CANARY)) throw new Error('a kernel wrote beside its output');
    return all.slice(offset, offset + length);
  }
  return {
    forward: await record(forward, arrays.output, tape),
    backward: await record(backward, arrays.gradient, scratch),
    readOutput: () => read(arrays.output, OFFSETS.output, outputs),
    readGradient: () => read(arrays.gradient, OFFSETS.gradient, params.length),
    writeCotangent: (data) => gpu.write(arrays.cotangent, Float32Array.from(data), 4 * OFFSETS.cotangent),
    release: () => {
      for (const array of own) gpu.release(array);
    },
  };
}

/** Numbers between -1 and 1 that f32 holds exactly. */
export const numbers = (n: number, seed: number, scale = 1): Float64Array =>
  Float64Array.from({ length: n }, (_, k) => Math.fround(scale * Math.sin(12.9898 * (k + 1) * seed + seed)));

/** Number of parameters of a network of these widths. */
export const parameterCount = (sizes: readonly number[]): number =>
  sizes.slice(1).reduce((sum, size, k) => sum + (sizes[k] + 1) * size, 0);
