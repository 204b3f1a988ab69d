import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  MAX_SAFETENSORS_BYTES,
  type NpyArray,
  type ReadSafetensors,
  readNpz,
  readSafetensors,
  writeNpz,
  writeSafetensors,
} from '../../solvers/io';
import type { Weights } from '../../solvers/methods/solver';
import { refuse } from './arguments';

/** The array of an npz file that holds the metadata, JSON in UTF-8. */
const METADATA = '__metadata__';

/**
 * Weights from a .safetensors or .npz file.
 * @throws Failure `bad-input` for a file that is missing, too large or damaged
 */
export async function readWeightsFile(path: string, option = '--weights'): Promise<ReadSafetensors> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) throw refuse(`${option}: there is no file ${JSON.stringify(path)}`, option);
  if (found.size > MAX_SAFETENSORS_BYTES) {
    throw refuse(`${option}: ${path} has ${found.size} bytes, over the limit ${MAX_SAFETENSORS_BYTES}`, option);
  }
  const bytes = await readFile(path);
  const name = basename(path);
  return name.endsWith('.npz') ? ofNpz(readNpz(bytes, name), name) : readSafetensors(bytes, name);
}

/** The bytes of a file of weights, by the ending of its name: .npz, else safetensors. */
export function weightsBytes({ tensors, metadata }: Weights, path: string): Uint8Array {
  if (!path.endsWith('.npz')) return writeSafetensors({ tensors, metadata });
  const text = new TextEncoder().encode(JSON.stringify(metadata));
  return writeNpz(new Map<string, NpyArray>([...tensors, [METADATA, { shape: [text.length], data: text }]]));
}

function ofNpz(arrays: ReadonlyMap<string, NpyArray>, name: string): ReadSafetensors {
  const { [METADATA]: told, ...rest } = Object.fromEntries(arrays);
  const tensors = new Map(
    Object.entries(rest).map(([key, { shape, data }]) => [key, { shape, data: Float32Array.from(data) }] as const),
  );
  const notFinite = [...tensors].filter(([, { data }]) => !data.every(Number.isFinite)).map(([key]) => key);
  return { tensors, metadata: told ? metadataOf(told, name) : {}, notFinite };
}

function metadataOf({ data }: NpyArray, name: string): Record<string, string> {
  try {
    const found = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(data))) as object;
    return Object.fromEntries(Object.entries(found).map(([key, value]) => [key, String(value)]));
  } catch {
    throw refuse(`${name}: ${METADATA} is no JSON object in UTF-8`, METADATA);
  }
}
