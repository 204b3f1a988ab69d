import { randomUniform } from '../../base/random';
import { Failure } from '../../base/result';
import { symbolsOf } from '../../expr';
import type { Gpu } from '../../gpu';
import { onDevice } from '../../optim';
import { modelOf } from '../evolve/choose';
import { initialPoints } from '../evolve/initial-points';
import { specOf } from '../evolve/problem-spec';
import { EvolveRun } from '../evolve/run';
import type { EvolveSpec } from '../evolve/spec';
import type { Problem } from '../problem';
import type { Places } from './drawn-input';
import { FrameRefiner } from './frame-refiner';
import { coarsen, refine } from './refine';
import type { FnoSettings } from './settings';
import { mirroredAxes, type StartField, startFieldsOf } from './start-fields';
import type { Channels, Course, OperatorTask, Parameters, Refiner } from './task';

/** Values that are integrated at once, in one dimension and in two. */
const TOGETHER = [2 ** 13, 2 ** 15];

/** Why a problem in time is no task for an operator, or null. */
export function startRefusal(problem: Problem): string | null {
  if (problem.axes.length > 2) return 'method fno learns problems in time in one or two dimensions';
  const starts = startFieldsOf(problem);
  if (starts.length === 0) {
    return 'method fno needs an initial field that examples can be drawn of: give a spectrum, or an input with random';
  }
  if (mirroredAxes(problem) === null) {
    return 'method fno learns problems in time between periodic sides, or sides without slopes';
  }
  return null;
}

/**
 * From random initial fields, and a parameter that varies where the recipe names one, to the fields at the end of time,
 * at once or from frame to frame; examples by method evolve.
 */
export class StartTask implements OperatorTask {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly axes: OperatorTask['axes'];
  readonly periodic: readonly boolean[];
  readonly mirrored: readonly boolean[];
  readonly seen: readonly number[];
  readonly zeroSides: readonly boolean[];
  readonly zeroMean = false;
  readonly points: readonly number[];
  readonly notes: readonly string[];
  readonly drawable = true;
  readonly together: number;
  readonly frames: number;
  readonly turning: number;
  readonly homogeneous: boolean;
  readonly physics = null;
  readonly #gpu: Gpu;
  readonly #problem: Problem;
  readonly #settings: FnoSettings;
  readonly #fields: readonly StartField[];

  constructor(gpu: Gpu, problem: Problem, settings: FnoSettings) {
    this.#gpu = gpu;
    this.#problem = problem;
    this.#settings = settings;
    this.#fields = startFieldsOf(problem);
    const { vary, from, to, finer } = settings;
    if (vary !== '' && !Object.hasOwn(problem.parameters, vary)) {
      const names = Object.keys(problem.parameters).join(', ') || 'none';
      throw new Failure('bad-input', `recipes.fno.vary: no such parameter: choose from ${names}`, 'recipes.fno.vary');
    }
    const starts = this.#fields.map(({ unknown }) => `${unknown}0`);
    this.inputs = vary === '' ? starts : [...starts, vary];
    this.outputs = this.#fields.map(({ unknown }) => unknown);
    this.turning = this.outputs.length;
    this.homogeneous = settings.unit === 'own';
    this.axes = [...problem.axes].reverse();
    const mirrored = mirroredAxes(problem);
    this.mirrored = this.axes.map(({ name }) => mirrored?.has(name) ?? false);
    this.periodic = this.mirrored.map((mirror) => !mirror);
    const symbols = new Set(problem.equations.flatMap(({ left, right }) => [...symbolsOf(left), ...symbolsOf(right)]));
    this.seen = [...this.axes.keys()].filter((axis) => symbols.has(this.axes[axis].name));
    this.frames = settings.frames;
    if (this.homogeneous && this.frames > 1) {
      const advice = 'frames go in again in the unit of all examples: set it to all';
      throw new Failure('bad-input', `recipes.fno.unit: ${advice}`, 'recipes.fno.unit');
    }
    if (this.frames > 1 && symbols.has(problem.time!.name)) {
      const advice = 'the equations change with t, so that frames do not follow from one another alone: set it to 1';
      throw new Failure('bad-input', `recipes.fno.frames: ${advice}`, 'recipes.fno.frames');
    }
    if (this.mirrored.includes(true)) refuseOfMirrors(settings, this.seen);
    this.zeroSides = this.outputs.map(() => false);
    this.points = [...problem.grid.cells].reverse().map((cells, axis) => cells + (this.mirrored[axis] ? 1 : 0));
    const { resolution } = settings;
    const share = resolution === 0 ? 1 : resolution / Math.max(...this.points);
    const size = this.points.reduce((product, n) => product * n * share * finer, 1);
    this.together = Math.min(32, Math.max(1, Math.floor(TOGETHER[this.axes.length - 1] / size)));
    this.notes = [
      `examples by method evolve${finer > 1 ? `, on a grid ${finer} times as fine` : ''}`,
      ...(this.frames > 1 ? [`${this.frames} frames, each answer the start of the next`] : []),
      ...(vary === '' ? [] : [`${vary} from ${from} to ${to}, ${from > 0 ? 'each size as likely' : 'evenly'}`]),
    ];
  }

  positions(axis: number, count: number): Float64Array {
    const { min, max } = this.axes[axis];
    const steps = this.mirrored[axis] ? count - 1 : count;
    return Float64Array.from({ length: count }, (_, k) => min + ((max - min) * k) / steps);
  }

  draw(index: number, shape: readonly number[]): Channels {
    const { vary, from, to } = this.#settings;
    const { seed, parameters } = this.#problem;
    // The scene's own field is drawn from the seed itself.
    const share = randomUniform(seed + 1, index);
    const value = from > 0 ? from * (to / from) ** share : from + (to - from) * share;
    const values = { ...parameters, ...(vary === '' ? {} : { [vary]: value }) };
    const fields = this.#fields.map((field) => field.draw(index, values, this.#places(shape)));
    return this.#channels(shape, fields, value);
  }

  readonly refiner = (points: readonly number[], steps: number): Promise<Refiner> => {
    if (this.#settings.vary !== '') {
      const advice = 'where a parameter varies, answers in time are not refined: set it to 0';
      throw new Failure('bad-input', `recipes.fno.refine: ${advice}`, 'recipes.fno.refine');
    }
    const { grid, time } = this.#problem;
    const spec = specOf({ ...this.#problem, randomFields: [], grid: { ...grid, cells: [...points].reverse() } });
    const frame = (time!.max - time!.min) / this.frames;
    return FrameRefiner.create(onDevice(this.#gpu), spec, frame, steps);
  };

  readonly solve = async (all: readonly Channels[], wanted = this.frames): Promise<Course[]> => {
    const { finer } = this.#settings;
    const { shape } = all[0];
    const fine = shape.map((count) => count * finer);
    const size = fine.reduce((product, n) => product * n, 1);
    const spec = this.#spec(all, fine);
    const run = await EvolveRun.create(this.#gpu, modelOf(spec), spec);
    const frames: Channels[][] = all.map(() => []);
    try {
      const { min, max } = this.#problem.time!;
      for (let frame = 1; frame <= wanted; frame++) {
        await run.until(min + ((max - min) * frame) / this.frames);
        if (run.outcome.code !== 'ok') throw new Failure(run.outcome.code, `an example: ${run.outcome.advice}`);
        run.device.show();
        const fields = await Promise.all(this.outputs.map((name) => run.device.field(name, all.length * size)));
        for (const [sample, own] of frames.entries()) {
          const parts = fields.map((field) => coarsen(field.subarray(sample * size, (sample + 1) * size), fine, finer));
          own.push(interleaved(shape, parts));
        }
      }
    } finally {
      run.dispose();
    }
    return all.map((inputs, sample) => ({ inputs, frames: frames[sample] }));
  };

  next(inputs: Channels, outputs: Channels): Channels {
    const fields = this.outputs.map((_, k) => channel(outputs, k));
    const rest = this.inputs.slice(fields.length).map((_, k) => channel(inputs, fields.length + k));
    return interleaved(inputs.shape, [...fields, ...rest]);
  }

  stated(parameters: Parameters): Channels {
    const { vary } = this.#settings;
    const { axes, positions } = this.#places(this.points);
    const spec = specOf({ ...this.#problem, parameters });
    const places = axes.map(({ name }, axis) => ({ name, at: positions[axis] }));
    const fields = this.#fields.map(({ unknown }) => initialPoints(spec, unknown, places));
    return this.#channels(this.points, fields, vary === '' ? 0 : parameters[vary]);
  }

  dispose(): void {}

  #places(shape: readonly number[]): Places {
    return { axes: this.axes, positions: shape.map((count, axis) => this.positions(axis, count)) };
  }

  /** The fields, and the varied parameter as one more channel, by its logarithm where it has one. */
  #channels(shape: readonly number[], fields: readonly ArrayLike<number>[], value: number): Channels {
    if (this.#settings.vary === '') return interleaved(shape, fields);
    const shown = this.#settings.from > 0 ? Math.log(value) : value;
    return interleaved(shape, [...fields, new Float64Array(fields[0].length).fill(shown)]);
  }

  /** The problem of a batch of starts, on a grid `finer` times as fine. */
  #spec(all: readonly Channels[], fine: readonly number[]): EvolveSpec {
    const { finer, vary } = this.#settings;
    const cells = fine.map((count, axis) => count - (this.mirrored[axis] ? 1 : 0)).reverse();
    if (cells.some((count, axis) => count % 2 === 1 && this.mirrored.at(-1 - axis))) {
      const advice = 'between mirrors it takes an odd number of points, from side to side';
      throw new Failure('bad-input', `recipes.fno.resolution: ${advice}`, 'recipes.fno.resolution');
    }
    const stated = specOf({ ...this.#problem, randomFields: [], grid: { ...this.#problem.grid, cells } });
    const initial = this.#fields.map(({ unknown }, k) => {
      const starts = all.map((inputs) => refine(channel(inputs, k), inputs.shape, finer));
      return [unknown, Float64Array.from(starts.flatMap((start) => [...start]))] as const;
    });
    const varied = vary === '' ? {} : { [vary]: Float64Array.from(all, (inputs) => this.#valueOf(inputs)) };
    // Runs meet the halves, quarters, .. of their interval exactly: it is stretched until frames are such parts.
    const { min, max } = stated.time;
    const stretch = 2 ** Math.ceil(Math.log2(this.frames)) / this.frames;
    return {
      ...stated,
      time: { min, max: min + (max - min) * stretch },
      initial: { ...stated.initial, ...Object.fromEntries(initial) },
      parameters: { ...stated.parameters, ...varied },
      batch: all.length,
    };
  }

  #valueOf({ count, data }: Channels): number {
    const shown = data[count - 1];
    return this.#settings.from > 0 ? Math.exp(shown) : shown;
  }
}

/** @throws Failure 'bad-input' naming what does not go together with mirrors */
function refuseOfMirrors({ finer, frames }: FnoSettings, seen: readonly number[]): void {
  const refuse = (name: string, advice: string): Failure => {
    return new Failure('bad-input', `recipes.fno.${name}: ${advice}`, `recipes.fno.${name}`);
  };
  if (finer > 1) throw refuse('finer', 'examples between mirrors are solved on their own points: set it to 1');
  if (frames > 1) throw refuse('frames', 'between mirrors there is one answer: set it to 1');
  if (seen.length > 0)
    throw new Failure('bad-input', 'method fno: equations between mirrors have no x or y', 'equations');
}

function channel({ count, data }: Channels, k: number): Float64Array {
  return Float64Array.from({ length: data.length / count }, (_, at) => data[at * count + k]);
}

function interleaved(shape: readonly number[], fields: readonly ArrayLike<number>[]): Channels {
  const count = fields.length;
  const data = new Float32Array(count * fields[0].length);
  for (const [k, field] of fields.entries()) for (let at = 0; at < field.length; at++) data[at * count + k] = field[at];
  return { shape, count, data };
}
