import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { applySettings, resolve, type Scene } from '../../scenes';
import { CAPS } from '../../solvers/base/caps';
import { symbolsOf } from '../../solvers/expr';
import { MAX_NPY_BYTES, type NpyArray, readNpy } from '../../solvers/io';
import type { GridValues } from '../../solvers/methods/problem';
import type { Inputs } from '../worker/start';
import { refuse } from './arguments';

/** An array for one of the scene's input fields. */
export interface InputFile {
  readonly name: string;
  readonly file: string;
  readonly array: NpyArray;
}

/** A scene on the grid of its inputs, and the inputs of each of its cases. */
export interface Cases {
  readonly scene: Scene;
  readonly inputs: readonly Inputs[];
  /** The inputs are a set: answers get a first axis. */
  readonly set: boolean;
}

/** Reads `NAME=FILE.npy`. */
export async function readInput(text: string): Promise<InputFile> {
  const equals = text.indexOf('=');
  const [name, file] = [text.slice(0, equals), text.slice(equals + 1)];
  if (equals < 1 || file === '') throw refuse('--input is NAME=FILE.npy, as in --input a=permeability.npy', '--input');
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) throw refuse(`--input: there is no file ${JSON.stringify(file)}`, '--input');
  if (found.size > MAX_NPY_BYTES + 10_000) {
    throw refuse(`--input: ${file} has ${found.size} bytes, over the limit ${MAX_NPY_BYTES}`, '--input');
  }
  const array = readNpy(await readFile(file), basename(file));
  if (!array.data.every((value) => Number.isFinite(value))) {
    throw refuse(`--input: ${file} holds values that are no finite numbers: remove them`, '--input');
  }
  return { name, file: basename(file), array };
}

/**
 * The scene on the grid that its inputs are made for: as many points along each axis as they have, at the same places.
 * An array with one more axis than the scene is a set of cases. What only the start is made from leaves the grid alone.
 */
export function casesOf(scene: Scene, files: readonly InputFile[]): Cases {
  if (files.length === 0) return { scene, inputs: [{}], set: false };
  const dimensions = Object.keys(scene.coordinates).filter((name) => name !== 't').length;
  let current = scene;
  let cells: number[] | null = null;
  let count: number | null = null;
  for (const { name, file, array } of files) {
    const given = scene.inputs && Object.hasOwn(scene.inputs, name) ? scene.inputs[name]! : null;
    if (!given) {
      const names = Object.keys(scene.inputs ?? {}).join(', ');
      const advice = names === '' ? `${scene.id} takes none` : `choose from ${names}`;
      throw refuse(`--input: the scene has no input field ${JSON.stringify(name)}: ${advice}`, '--input');
    }
    const { shape } = array;
    const extra = shape.length - dimensions;
    if (extra !== 0 && extra !== 1) {
      const wanted = dimensions === 1 ? '[x]' : dimensions === 2 ? '[y][x]' : '[z][y][x]';
      throw refuse(
        `--input: ${file} has ${shape.length} axes: it needs ${dimensions}, ${wanted}, or one more in front for a set of cases`,
        '--input',
      );
    }
    const at = given.at ?? 'cells';
    const here = shape
      .slice(extra)
      .reverse()
      .map((n) => (at === 'nodes' ? n - 1 : n));
    const grids = !isStart(scene, name);
    if (grids && cells && here.join() !== cells.join()) {
      throw refuse(`--input: ${file} is for ${here.join(' x ')} cells, another for ${cells.join(' x ')}`, '--input');
    }
    const cases = extra === 1 ? shape[0]! : 1;
    if (cases < 1 || cases > CAPS.cases) {
      throw refuse(`--input: ${file} holds ${cases} cases: give from 1 to ${CAPS.cases}`, '--input');
    }
    if (count !== null && cases !== count) {
      throw refuse(`--input: ${file} holds ${cases} cases, another ${count}: give the same number`, '--input');
    }
    count = cases;
    current = applySettings(current, [`inputs.${name}=${JSON.stringify({ file, at })}`]);
    if (!grids) continue;
    cells = here;
    current = applySettings(current, [`grid.n=${JSON.stringify(here)}`, `grid.at=${at}`]);
  }
  const inputs = Array.from({ length: count! }, (_, k): Inputs => {
    return Object.fromEntries(files.map(({ name, array }) => [name, caseOf(array, k, dimensions)]));
  });
  return { scene: current, inputs, set: files.some(({ array }) => array.shape.length > dimensions) };
}

/** Whether an unknown starts from an input field that stands in no equation. */
function isStart(scene: Scene, name: string): boolean {
  const { equations, initial } = resolve(scene).problem;
  const symbols = equations.flatMap(({ left, right }) => [...symbolsOf(left), ...symbolsOf(right)]);
  const inside = symbols.some((symbol) => symbol === name || symbol.startsWith(`${name}_`));
  return !inside && Object.values(initial).some((start) => symbolsOf(start).has(name));
}

function caseOf({ shape, data }: NpyArray, k: number, dimensions: number): GridValues {
  const own = shape.slice(shape.length - dimensions);
  const size = own.reduce((product, n) => product * n, 1);
  return { shape: own, data: Float64Array.from(data.subarray(k * size, (k + 1) * size)) };
}
