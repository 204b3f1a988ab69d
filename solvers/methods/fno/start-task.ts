import { randomUniform } from '../../base/random';
import { Failure } from '../../base/result';
import { symbolsOf } from '../../expr';
import type { Gpu } from '../../gpu';
import { onDevice } from '../../optim';
import { modelOf } from '../evolve/choose';
import { initialPoints } from '../evolve/initial-points';
import type { Model } from '../evolve/model';
import { specOf } from '../evolve/problem-spec';
import { EvolveRun } from '../evolve/run';
import type { EvolveSpec } from '../evolve/spec';
import { atPointsOf } from '../interpolate';
import type { Problem } from '../problem';
import type { Places } from './drawn-input';
import { FrameRefiner } from './frame-refiner';
import { coarsen, refine } from './refine';
import type { FnoSettings } from './settings';
import { mirroredAxes, type StartField, startFieldsOf } from './start-fields';
import type { Channels, Course, OperatorTask, Parameters, Refiner } from './task';
import { TaskFacts } from './task-facts';
import { isNamed, shownOf, type Varied, valueAt, valueShown, variedOf } from './varied';

/** Values that are integrated at once, in one dimension and in two. */
const TOGETHER = [2 ** 13, 2 ** 15];
/** Seeds of the second varied parameter and others are behind those of fields. */
const FURTHER = 1000;

/** Why a problem in time is no task for an operator, or null. */
export function startRefusal(problem: Problem, settings: FnoSettings): string | null {
  if (problem.axes.length > 2) return 'method fno learns problems in time in one or two dimensions';
  if (!startFieldsOf(problem, settings).some(({ isDrawn }) => isDrawn)) {
    return 'method fno needs an initial field that examples can be drawn of: give a spectrum, or an input with random';
  }
  if (mirroredAxes(problem) === null && problem.axes.length > 1) {
    return 'method fno learns problems in time in two dimensions between periodic sides, or sides without slopes';
  }
  return null;
}

/**
 * From random initial fields, and a parameter that varies where the recipe names one, to the fields at the end of time,
 * at once or from frame to frame; examples by method evolve.
 */
export class StartTask extends TaskFacts implements OperatorTask {
  readonly physics = null;
  readonly #gpu: Gpu;
  readonly #problem: Problem;
  readonly #settings: FnoSettings;
  readonly #fields: readonly StartField[];
  /** Between sides that are neither periodic nor mirrors: one axis. */
  readonly #walled: boolean;
  readonly #varied: readonly Varied[];
  /** Those of them that are channels. */
  readonly #shown: readonly Varied[];

  constructor(gpu: Gpu, problem: Problem, settings: FnoSettings) {
    const varied = variedOf(settings);
    if (varied.some(({ name }) => !Object.hasOwn(problem.parameters, name))) {
      const names = Object.keys(problem.parameters).join(', ') || 'none';
      throw new Failure('bad-input', `recipes.fno.vary: no such parameter: choose from ${names}`, 'recipes.fno.vary');
    }
    const shown = varied.filter(({ name }) => isNamed(problem, name));
    const fields = startFieldsOf(problem, settings);
    const outputs = fields.map(({ unknown }) => unknown);
    const axes = [...problem.axes].reverse();
    const mirrors = mirroredAxes(problem);
    const mirrored = axes.map(({ name }) => mirrors?.has(name) ?? false);
    const walled = mirrors === null;
    const periodic = mirrored.map((mirror) => !mirror && !walled);
    const symbols = new Set(problem.equations.flatMap(({ left, right }) => [...symbolsOf(left), ...symbolsOf(right)]));
    // Between other sides than mirrors the place tells how far they are.
    const seen = [...axes.keys()].filter((axis) => walled || symbols.has(axes[axis].name));
    refuseOfFrames(settings, symbols.has(problem.time!.name));
    if (periodic.includes(false)) refuseBetweenSides(settings);
    if (mirrored.includes(true)) refuseOfMirrors(settings, seen);
    const points = [...problem.grid.cells].reverse().map((cells, axis) => cells + (periodic[axis] ? 0 : 1));
    super({
      inputs: [...outputs.map((name) => `${name}0`), ...shown.map(({ name }) => name)],
      outputs,
      axes,
      periodic,
      mirrored,
      seen,
      points,
      frames: settings.frames,
      turning: outputs.length,
      homogeneous: settings.unit === 'own',
      zeroSides: outputs.map(() => false),
      together: togetherOf(points, settings),
      notes: notesOf(settings, varied),
    });
    this.#gpu = gpu;
    this.#problem = problem;
    this.#settings = settings;
    this.#fields = fields;
    this.#walled = walled;
    this.#varied = varied;
    this.#shown = shown;
  }

  positions(axis: number, count: number): Float64Array {
    const { min, max } = this.axes[axis];
    const steps = this.periodic[axis] ? count : count - 1;
    return Float64Array.from({ length: count }, (_, k) => min + ((max - min) * k) / steps);
  }

  draw(index: number, shape: readonly number[]): Channels {
    const { seed, parameters } = this.#problem;
    // The scene's own field is drawn from the seed itself, further ones from those behind it.
    const seedOf = (k: number): number => seed + 1 + (k === 0 ? 0 : FURTHER + k);
    const drawn = this.#varied.map((one, k) => [one.name, valueAt(one, randomUniform(seedOf(k), index))] as const);
    const values = { ...parameters, ...Object.fromEntries(drawn) };
    const fields = this.#fields.map((field) => field.draw(index, values, this.#places(shape)));
    return this.#channels(shape, fields, values);
  }

  readonly refiner = (points: readonly number[], steps: number): Promise<Refiner> => {
    if (this.#varied.length > 0 || this.periodic.includes(false)) {
      const advice = 'answers in time are refined between periodic sides where no parameter varies: set it to 0';
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
          const parts = fields.map((field) => {
            const values = field.subarray(sample * size, (sample + 1) * size);
            return this.#walled ? this.#evenly(values, run.model) : coarsen(values, fine, finer);
          });
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
    const { axes, positions } = this.#places(this.points);
    const spec = specOf({ ...this.#problem, parameters });
    const places = axes.map(({ name }, axis) => ({ name, at: positions[axis] }));
    const fields = this.#fields.map(({ unknown }) => initialPoints(spec, unknown, places));
    return this.#channels(this.points, fields, parameters);
  }

  dispose(): void {}

  /** Values between two sides at points that lie evenly, from those of the model. */
  #evenly(values: Float32Array, { positions }: Model): Float64Array {
    const [{ name, at }] = positions;
    const coordinates = { [name]: at };
    const own = { name: '', shape: [at.length], data: Float64Array.from(values), coordinates };
    return atPointsOf({ coordinates: this.#coordinates([at.length]) }, own);
  }

  #coordinates(shape: readonly number[]): Record<string, Float64Array> {
    const { axes, positions } = this.#places(shape);
    return Object.fromEntries(axes.map(({ name }, axis) => [name, positions[axis]] as const));
  }

  #places(shape: readonly number[]): Places {
    return { axes: this.axes, positions: shape.map((count, axis) => this.positions(axis, count)) };
  }

  /** The fields, and each varied parameter that the equations name as one more channel. */
  #channels(shape: readonly number[], fields: readonly ArrayLike<number>[], values: Parameters): Channels {
    const numbers = this.#shown.map((one) => new Float64Array(fields[0].length).fill(shownOf(one, values[one.name])));
    return interleaved(shape, [...fields, ...numbers]);
  }

  /** The problem of a batch of starts, on a grid `finer` times as fine. */
  #spec(all: readonly Channels[], fine: readonly number[]): EvolveSpec {
    const { finer, tolerance } = this.#settings;
    const cells = fine.map((count, axis) => count - (this.periodic[axis] ? 0 : 1)).reverse();
    if (cells.some((count, axis) => count % 2 === 1 && !this.periodic.at(-1 - axis))) {
      const advice = 'between sides it takes an odd number of points, from side to side';
      throw new Failure('bad-input', `recipes.fno.resolution: ${advice}`, 'recipes.fno.resolution');
    }
    const stated = specOf({ ...this.#problem, randomFields: [], grid: { ...this.#problem.grid, cells } });
    const initial = this.#fields.map(({ unknown }, k) => {
      const starts = all.map((inputs) => refine(channel(inputs, k), inputs.shape, finer));
      const data = Float64Array.from(starts.flatMap((start) => [...start]));
      return [unknown, this.#walled ? Object.assign(data, { coordinates: this.#coordinates(fine) }) : data] as const;
    });
    const varied = this.#shown.map((one, k) => {
      const values = all.map(({ data }) => valueShown(one, data[this.#fields.length + k]));
      return [one.name, Float64Array.from(values)] as const;
    });
    // Runs meet the halves, quarters, .. of their interval exactly: it is stretched until frames are such parts.
    const { min, max } = stated.time;
    const stretch = 2 ** Math.ceil(Math.log2(this.frames)) / this.frames;
    return {
      ...stated,
      ...(tolerance > 0 && { tolerance }),
      time: { min, max: min + (max - min) * stretch },
      initial: { ...stated.initial, ...Object.fromEntries(initial) },
      parameters: { ...stated.parameters, ...Object.fromEntries(varied) },
      batch: all.length,
    };
  }
}

/** @throws Failure 'bad-input' naming what does not go together with sides */
function refuseBetweenSides({ finer, change }: FnoSettings): void {
  const refuse = (name: string, advice: string): Failure => {
    return new Failure('bad-input', `recipes.fno.${name}: ${advice}`, `recipes.fno.${name}`);
  };
  if (finer > 1) throw refuse('finer', 'examples between sides are solved on their own points: set it to 1');
  if (change === 'carry') throw refuse('change', 'fields are carried between periodic sides: set it to add');
}

/** Starts that are solved at once. */
function togetherOf(points: readonly number[], { resolution, finer }: FnoSettings): number {
  const share = resolution === 0 ? 1 : resolution / Math.max(...points);
  const size = points.reduce((product, n) => product * n * share * finer, 1);
  return Math.min(32, Math.max(1, Math.floor(TOGETHER[points.length - 1] / size)));
}

function notesOf({ finer, frames }: FnoSettings, varied: readonly Varied[]): string[] {
  return [
    `examples by method evolve${finer > 1 ? `, on a grid ${finer} times as fine` : ''}`,
    ...(frames > 1 ? [`${frames} frames, each answer the start of the next`] : []),
    ...varied.map(({ name, from, to }) => {
      return `${name} from ${from} to ${to}, ${from > 0 ? 'each size as likely' : 'evenly'}`;
    }),
  ];
}

/** @throws Failure 'bad-input' naming what does not go together with frames; @param timed whether equations change with t */
function refuseOfFrames({ frames, unit }: FnoSettings, timed: boolean): void {
  if (frames === 1) return;
  if (unit === 'own') {
    const advice = 'frames go in again in the unit of all examples: set it to all';
    throw new Failure('bad-input', `recipes.fno.unit: ${advice}`, 'recipes.fno.unit');
  }
  if (timed) {
    const advice = 'the equations change with t, so that frames do not follow from one another alone: set it to 1';
    throw new Failure('bad-input', `recipes.fno.frames: ${advice}`, 'recipes.fno.frames');
  }
}

/** @throws Failure 'bad-input' naming what does not go together with mirrors */
function refuseOfMirrors({ frames }: FnoSettings, seen: readonly number[]): void {
  if (frames > 1) {
    const advice = 'between mirrors there is one answer: set it to 1';
    throw new Failure('bad-input', `recipes.fno.frames: ${advice}`, 'recipes.fno.frames');
  }
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
