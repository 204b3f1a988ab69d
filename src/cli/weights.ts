import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Scene, shippedWeights } from '../../scenes';
import { type ReadSafetensors, writeSafetensors } from '../../solvers/io';
import type { Method, Weights } from '../../solvers/methods/solver';
import { loadShipped } from '../reference/shipped';
import { refuse } from './arguments';
import type { Console } from './console';
import { readWeightsFile } from './weights-file';

/** Weights from a file, and what the file is called in metrics.json. */
export interface GivenWeights {
  readonly name: string;
  readonly weights: Weights;
}

/** What a command line says of weights. */
interface Said {
  readonly weights?: string | undefined;
  readonly scratch?: boolean | undefined;
  readonly steps?: string | undefined;
  readonly seconds?: string | undefined;
}

/**
 * What `--weights` says; where nothing is said of weights or training, an operator answers by those that come with the
 * program, if there are any.
 */
export function wordFor(
  said: Said,
  scene: Scene,
  { id, isOperator }: Pick<Method, 'id' | 'isOperator'>,
): string | null {
  if (said.weights !== undefined) return said.weights;
  const trains = said.scratch || said.steps !== undefined || said.seconds !== undefined;
  return isOperator && !trains && shippedWeights(scene, id) ? 'shipped' : null;
}

/**
 * The weights that `--weights` names: a file, or those that come with the program for this scene and method.
 * @throws Failure `bad-input` for a file that is missing, damaged, holds numbers that are not finite, or was trained by
 * another method.
 */
export async function readWeights(
  word: string,
  scene: Scene,
  method: string,
  { readPublic }: Pick<Console, 'readPublic'>,
): Promise<GivenWeights> {
  const { name, read } =
    word === 'shipped'
      ? await shipped(scene, method, readPublic)
      : { name: basename(word), read: await readWeightsFile(word) };
  const [bad] = read.notFinite;
  if (bad !== undefined) throw refuse(`--weights: ${name} holds numbers in ${bad} that are not finite`, '--weights');
  const made = read.metadata.method;
  if (made !== undefined && made !== method) {
    throw refuse(`--weights: ${name} was trained by ${made}, not by ${method}: add --method ${made}`, '--weights');
  }
  return { name, weights: read };
}

async function shipped(
  scene: Scene,
  method: string,
  readPublic: Console['readPublic'],
): Promise<{ name: string; read: ReadSafetensors }> {
  const found = shippedWeights(scene, method);
  if (!found) {
    const advice = `no weights of ${method} come with the program for this problem and these parameters`;
    throw refuse(`--weights shipped: ${advice}: name a file, or train from scratch`, '--weights');
  }
  return { name: found.file, read: await loadShipped(found, readPublic) };
}

/** Writes DIR/weights.safetensors; `provenance` tells in its metadata how the numbers were made. */
export async function writeWeights(
  folder: string,
  { tensors, metadata }: Weights,
  provenance: Readonly<Record<string, string | number | null>>,
): Promise<void> {
  const told = Object.entries(provenance).flatMap(([key, value]) => (value === null ? [] : [[key, String(value)]]));
  const bytes = writeSafetensors({ tensors, metadata: { ...metadata, ...Object.fromEntries(told) } });
  await writeFile(join(folder, 'weights.safetensors'), bytes);
}
