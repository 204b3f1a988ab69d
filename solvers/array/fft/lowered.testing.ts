import type { DeviceArray, Gpu } from '../../gpu';
import type { Lowered, StageContext } from '../stage';

const GUARD = 64;
/** A quiet NaN that no kernel makes: it must survive around the output, and shows where it was read. */
const CANARY = 0x7fc0beef;

/** Offsets of the operands, 0 by default; `software` to try what other adapters are given. */
export function contextFor(
  gpu: Gpu,
  inputOffsets: readonly number[] = [],
  outputOffset = 0,
  software = gpu.software,
): StageContext {
  return { inputOffset: (k) => inputOffsets[k] ?? 0, outputOffset, software, subgroup: gpu.subgroup };
}

/** An operation on the device with its arrays, to run many times. */
export async function bindLowered(
  gpu: Gpu,
  { stages, scratch }: Lowered,
  inputs: readonly DeviceArray[],
  output: DeviceArray,
) {
  const rooms = scratch.map((elements, k) => gpu.storage(`scratch ${k}`, 4 * elements));
  const tables = new Map<unknown, DeviceArray>();
  const program = await gpu.record('lowered', (recorder) => {
    for (const { kernel, operands, extent } of stages) {
      const buffers: Record<string, DeviceArray> = {};
      for (const [variable, operand] of Object.entries(operands)) {
        if (operand.kind === 'input') buffers[variable] = inputs[operand.index];
        else if (operand.kind === 'output') buffers[variable] = output;
        else if (operand.kind === 'scratch') buffers[variable] = rooms[operand.index];
        else if (operand.kind === 'saved') throw new Error('no operation here reads what another one saved');
        else {
          const table = tables.get(operand.data) ?? gpu.upload(variable, operand.data);
          tables.set(operand.data, table);
          buffers[variable] = table;
        }
      }
      recorder.dispatch(kernel, buffers, extent);
    }
  });
  const release = () => {
    for (const array of [...rooms, ...tables.values()]) gpu.release(array);
  };
  return { program, rooms, release };
}

/**
 * Runs an operation once and reads `elements` numbers of its value and its scratch arrays. Inputs and output begin
 * at the offsets of `context`, between canaries that must survive around the output.
 */
export async function runLowered(
  gpu: Gpu,
  lowered: Lowered,
  inputs: readonly ArrayLike<number>[],
  elements: number,
  context: StageContext,
): Promise<{ value: Float32Array; scratch: readonly ArrayBuffer[] }> {
  const guarded = (length: number) => new Uint32Array(length).fill(CANARY);
  const arrays = inputs.map((data, k) => {
    const words = guarded(context.inputOffset(k) + data.length + GUARD);
    new Float32Array(words.buffer).set(data, context.inputOffset(k));
    return gpu.upload(`input ${k}`, words);
  });
  const first = context.outputOffset;
  const output = gpu.upload('output', guarded(first + elements + GUARD));
  const { program, rooms, release } = await bindLowered(gpu, lowered, arrays, output);
  try {
    gpu.run(program);
    const after = await gpu.read(output);
    const words = new Uint32Array(after);
    const intact = [...words.subarray(0, first), ...words.subarray(first + elements, first + elements + GUARD)];
    if (intact.some((word) => word !== CANARY)) throw new Error('the operation wrote outside of its output');
    const scratch = await Promise.all(rooms.map((room) => gpu.read(room)));
    return { value: new Float32Array(after, 4 * first, elements), scratch };
  } finally {
    for (const array of [...arrays, output]) gpu.release(array);
    release();
  }
}
