import { parseScene, type Scene } from '../../scenes';
import type { NpyArray } from '../../solvers/io';
import { refuse } from './arguments';
import type { InputFile } from './inputs';

/**
 * Files for unknowns made into files for input fields that the unknowns start from: `u` becomes `u0`, and the scene's
 * start of u the condition `u = u0`. On periodic axes an array without the repeated end is given it.
 */
export function withStarts(scene: Scene, files: readonly InputFile[]): { scene: Scene; files: readonly InputFile[] } {
  let current = scene;
  const next = files.map((given): InputFile => {
    const { name, file, array } = given;
    if (!scene.unknowns.includes(name)) return given;
    const field = `${name}0`;
    const { conditions = [], inputs = {} } = current;
    const whole = { name: field, file, array: closed(array, periodicAxes(scene)) };
    if (Object.hasOwn(inputs, field)) return inputs[field]!.at === 'nodes' ? whole : { ...given, name: field };
    const others = conditions.filter(({ on, is, random }) => on !== 't=0' || !startsOnly(name, is, random));
    const mixed = others.find(({ on, is }) => on === 't=0' && JSON.stringify(is).includes(`${name} =`));
    if (!scene.coordinates.t || mixed) {
      const why = scene.coordinates.t ? 'its start stands beside others in one condition' : 'the scene has no time';
      throw refuse(`--input: ${name} is an unknown whose start cannot be given: ${why}`, '--input');
    }
    current = parseScene({
      ...current,
      conditions: [...others, { on: 't=0', is: `${name} = ${field}` }],
      inputs: { ...inputs, [field]: { file, at: 'nodes' } },
    });
    return whole;
  });
  return { scene: current, files: next };
}

type Condition = NonNullable<Scene['conditions']>[number];

function startsOnly(name: string, is: Condition['is'], random: Condition['random']): boolean {
  const texts = typeof is === 'string' ? [is] : (is ?? []);
  return random?.field === name || (texts.length === 1 && new RegExp(`^\\s*${name}\\s*=`).test(texts[0]!));
}

/** Whether each axis of an array [z][y][x] is periodic. */
function periodicAxes({ coordinates, conditions = [] }: Scene): boolean[] {
  const axes = Object.keys(coordinates).filter((name) => name !== 't');
  return axes
    .sort()
    .reverse()
    .map((axis) => conditions.some(({ on, is }) => on === axis && is === 'periodic'));
}

/** The array with its first values once more at the end of each periodic axis, unless they stand there. */
function closed(array: NpyArray, periodic: readonly boolean[]): NpyArray {
  const extra = array.shape.length - periodic.length;
  return periodic.reduce((current, isPeriodic, k) => (isPeriodic ? repeated(current, extra + k) : current), array);
}

function repeated({ shape, data }: NpyArray, axis: number): NpyArray {
  const count = shape[axis] ?? 0;
  const after = shape.slice(axis + 1).reduce((product, n) => product * n, 1);
  const rows = Array.from({ length: data.length / (count * after) }, (_, b) => {
    return Float64Array.from(data.subarray(b * count * after, (b + 1) * count * after));
  });
  const size = rows.reduce((most, row) => row.reduce((own, value) => Math.max(own, Math.abs(value)), most), 0);
  const ends = rows.every((row) =>
    row.subarray(0, after).every((value, a) => Math.abs(value - row[row.length - after + a]!) <= 1e-6 * size),
  );
  if (ends) return { shape, data };
  const whole = new Float64Array(rows.length * (count + 1) * after);
  for (const [b, row] of rows.entries()) {
    whole.set(row, b * (count + 1) * after);
    whole.set(row.subarray(0, after), (b * (count + 1) + count) * after);
  }
  return { shape: shape.with(axis, count + 1), data: whole };
}
