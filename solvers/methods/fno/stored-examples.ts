import { Failure } from '../../base/result';
import { rowSize } from '../../io';
import type { StoredData, StoredFacts } from '../solver';
import type { FnoSettings } from './settings';
import { layoutOf, type StoredChannel } from './stored-layouts';
import type { Channels, Course, OperatorTask, Parameters } from './task';
import { shownOf, variedChannel, variedOf } from './varied';

/** Solved examples in files, read one by one. */
export interface StoredExamples {
  readonly count: number;
  /** Points along y, x. */
  readonly shape: readonly number[];
  readonly layout: StoredFacts['layout'];
  course(index: number): Promise<Course>;
}

/** Numbers up to which all are looked at before anything is allocated; of longer files, when they are drawn. */
const LOOKED_AT = 2 ** 28;

/**
 * The examples of a task in files, in one of the layouts of {@link layoutOf}.
 * @param parameters the scene's, where examples differ in one that the files do not hold
 * @throws Failure 'bad-input' naming file and array: names, shapes, numbers that are not finite, modes that do not fit
 */
export async function storedExamples(
  { name, arrays }: StoredData,
  task: OperatorTask,
  settings: FnoSettings,
  parameters: Parameters,
): Promise<StoredExamples> {
  const { modes, blocks } = settings;
  const varied = variedOf(settings).filter(({ name }) => variedChannel(task, name) !== '');
  const vary = varied[0]?.name ?? '';
  const refuse = (why: string): Failure => new Failure('bad-input', `${name}: ${why}`, 'data');
  const { layout, inputs, outputs } = layoutOf(arrays, task, vary, refuse);
  const [{ array: first, grid: shape }] = outputs as [StoredChannel & { grid: readonly number[] }];
  const count = first.shape[0];
  const channels = [...inputs, ...outputs].filter((channel) => channel !== null);
  for (const { array, grid } of channels) {
    if (array.shape[0] !== count) {
      throw refuse(`${array.name} holds ${array.shape[0]} samples, ${first.name} ${count}`);
    }
    if (grid && grid.join() !== shape.join()) {
      throw refuse(`${array.name} is for ${grid.join(' x ')} points, ${first.name} for ${shape.join(' x ')}`);
    }
  }
  if (count < 2) throw refuse(`it holds ${count} samples: at least 2 are wanted`);
  const most = Math.floor(Math.min(...shape) / 2);
  if (modes > most && blocks !== 'deeponet') {
    const points = shape.join(' x ');
    throw refuse(`its ${points} points hold ${most} modes along each axis, fewer than ${modes}: set recipes.fno.modes`);
  }
  const own = new Set(channels.map(({ array }) => array));
  const read = async (index: number): Promise<ReadonlyMap<unknown, ArrayLike<number>>> => {
    const rows = new Map<unknown, ArrayLike<number>>();
    for (const array of own) {
      const values = await array.rows(index, index + 1);
      if (!values.every((value) => Number.isFinite(value))) {
        throw refuse(`${array.name} holds numbers in sample ${index} that are not finite: remove them`);
      }
      rows.set(array, values);
    }
    return rows;
  };
  const size = shape.reduce((product, n) => product * n, 1);
  const joined = (parts: readonly ((point: number) => number)[]): Channels => {
    const data = new Float32Array(size * parts.length);
    for (const [k, part] of parts.entries()) {
      for (let point = 0; point < size; point++) data[point * parts.length + k] = part(point);
    }
    return { shape, count: parts.length, data };
  };
  const course = async (index: number): Promise<Course> => {
    const rows = await read(index);
    const channelOf = ({ array, at }: StoredChannel, frame: number) => {
      return (point: number): number => rows.get(array)![at(frame, point)];
    };
    const given = inputs.map((channel) => {
      if (!channel) return () => shownOf(varied[0], parameters[vary]);
      const value = channelOf(channel, 0);
      return channel.grid ? value : () => shownOf(varied[0], value(0));
    });
    return {
      inputs: joined(given),
      frames: Array.from({ length: task.frames }, (_, frame) => joined(outputs.map((one) => channelOf(one, frame)))),
    };
  };
  const numbers = [...own].reduce((sum, array) => sum + count * rowSize(array.shape), 0);
  if (numbers <= LOOKED_AT) for (let index = 0; index < count; index++) await read(index);
  return { count, shape, layout, course };
}

/** Examples to learn from and examples to be asked: those of another file, or the last of the same. */
export interface StoredSplit extends StoredFacts {
  /** @param index of a training example */
  course(index: number): Promise<Course>;
  allTests(): Promise<Course[]>;
}

/** @param asked null: of one file the last ones, at most a fifth, are kept from the training */
export function splitOf(
  name: string,
  learned: StoredExamples,
  asked: StoredExamples | null,
  { tests: wanted }: Pick<FnoSettings, 'tests'>,
): StoredSplit {
  const { shape, layout, course } = learned;
  if (asked && asked.shape.join() !== shape.join()) {
    const advice = `examples to learn from are for ${shape.join(' x ')} points, those to be asked for ${asked.shape.join(' x ')}`;
    throw new Failure('bad-input', `${name}: ${advice}`, 'data');
  }
  const tests = Math.min(wanted, asked ? asked.count : Math.max(1, Math.floor(learned.count / 5)));
  const training = asked ? learned.count : learned.count - tests;
  const allTests = async (): Promise<Course[]> => {
    const all: Course[] = [];
    for (let k = 0; k < tests; k++) all.push(await (asked ? asked.course(k) : course(training + k)));
    return all;
  };
  return { name, shape, layout, training, tests, course, allTests };
}
