import { randomUniform } from '../../base/random';
import { Failure } from '../../base/result';
import { compile, symbolsOf } from '../../expr';
import type { Gpu } from '../../gpu';
import { onDevice } from '../../optim';
import { modelOf } from '../evolve/choose';
import { specOf } from '../evolve/problem-spec';
import { randomField } from '../evolve/random-field';
import { EvolveRun } from '../evolve/run';
import type { EvolveSpec } from '../evolve/spec';
import { ofPlace } from '../place';
import type { Problem } from '../problem';
import { FrameRefiner } from './frame-refiner';
import { coarsen, refine } from './refine';
import type { FnoSettings } from './settings';
import type { Channels, Course, OperatorTask, Parameters, Refiner } from './task';

/** Values that are integrated at once, in one dimension and in two. */
const TOGETHER = [2 ** 13, 2 ** 15];

/** Why a problem in time is no task for an operator, or null. */
export function startRefusal(problem: Problem): string | null {
  if (problem.axes.length > 2) return 'method fno learns problems in time in one or two dimensions';
  if (problem.randomFields.length === 0) {
    return 'method fno needs a random initial field that examples can be drawn of: give a spectrum';
  }
  if (!problem.sides.every(({ kind }) => kind === 'periodic'))
    return 'method fno learns periodic problems in time only';
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
  readonly seen: readonly number[];
  readonly zeroSides: readonly boolean[];
  readonly zeroMean = false;
  readonly points: readonly number[];
  readonly notes: readonly string[];
  readonly drawable = true;
  readonly together: number;
  readonly frames: number;
  readonly physics = null;
  readonly #gpu: Gpu;
  readonly #problem: Problem;
  readonly #settings: FnoSettings;
  readonly #fields: Problem['randomFields'];

  constructor(gpu: Gpu, problem: Problem, settings: FnoSettings) {
    this.#gpu = gpu;
    this.#problem = problem;
    this.#settings = settings;
    this.#fields = problem.randomFields;
    const { vary, from, to, finer } = settings;
    if (vary !== '' && !Object.hasOwn(problem.parameters, vary)) {
      const names = Object.keys(problem.parameters).join(', ') || 'none';
      throw new Failure('bad-input', `recipes.fno.vary: no such parameter: choose from ${names}`, 'recipes.fno.vary');
    }
    const starts = this.#fields.map(({ unknown }) => `${unknown}0`);
    this.inputs = vary === '' ? starts : [...starts, vary];
    this.outputs = this.#fields.map(({ unknown }) => unknown);
    this.axes = [...problem.axes].reverse();
    this.periodic = this.axes.map(() => true);
    const symbols = new Set(problem.equations.flatMap(({ left, right }) => [...symbolsOf(left), ...symbolsOf(right)]));
    this.seen = [...this.axes.keys()].filter((axis) => symbols.has(this.axes[axis].name));
    this.frames = settings.frames;
    if (this.frames > 1 && symbols.has(problem.time!.name)) {
      const advice = 'the equations change with t, so that frames do not follow from one another alone: set it to 1';
      throw new Failure('bad-input', `recipes.fno.frames: ${advice}`, 'recipes.fno.frames');
    }
    this.zeroSides = this.outputs.map(() => false);
    this.points = [...problem.grid.cells].reverse();
    const size = this.points.reduce((product, n) => product * n * finer, 1);
    this.together = Math.min(32, Math.max(1, Math.floor(TOGETHER[this.axes.length - 1] / size)));
    this.notes = [
      `examples by method evolve${finer > 1 ? `, on a grid ${finer} times as fine` : ''}`,
      ...(this.frames > 1 ? [`${this.frames} frames, each answer the start of the next`] : []),
      ...(vary === '' ? [] : [`${vary} from ${from} to ${to}, ${from > 0 ? 'each size as likely' : 'evenly'}`]),
    ];
  }

  positions(axis: number, count: number): Float64Array {
    const { min, max } = this.axes[axis];
    return Float64Array.from({ length: count }, (_, k) => min + ((max - min) * k) / count);
  }

  draw(index: number, shape: readonly number[]): Channels {
    const { vary, from, to } = this.#settings;
    const { seed, parameters } = this.#problem;
    // The scene's own field is drawn from the seed itself.
    const share = randomUniform(seed + 1, index);
    const value = from > 0 ? from * (to / from) ** share : from + (to - from) * share;
    const values = { ...parameters, ...(vary === '' ? {} : { [vary]: value }) };
    const names = Object.keys(values);
    const fields = this.#fields.map(({ spectrum, mean, rms }, which) => {
      const amplitude = compile(spectrum, ['k', ...names]);
      return randomField({
        shape,
        lengths: this.axes.map(({ min, max }) => max - min),
        spectrum: (k) => amplitude([k, ...names.map((name) => values[name])]),
        seed: seed + 2 + which,
        sample: index,
        mean,
        rms,
      });
    });
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

  async solve(all: readonly Channels[]): Promise<Course[]> {
    const { finer } = this.#settings;
    const { shape } = all[0];
    const fine = shape.map((count) => count * finer);
    const size = fine.reduce((product, n) => product * n, 1);
    const spec = this.#spec(all, fine);
    const run = await EvolveRun.create(this.#gpu, modelOf(spec), spec);
    const frames: Channels[][] = all.map(() => []);
    try {
      const { min, max } = this.#problem.time!;
      for (let frame = 1; frame <= this.frames; frame++) {
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
  }

  next(inputs: Channels, outputs: Channels): Channels {
    const fields = this.outputs.map((_, k) => channel(outputs, k));
    const rest = this.inputs.slice(fields.length).map((_, k) => channel(inputs, fields.length + k));
    return interleaved(inputs.shape, [...fields, ...rest]);
  }

  stated(parameters: Parameters): Channels {
    const { vary } = this.#settings;
    const { initial } = specOf({ ...this.#problem, parameters });
    const at = this.axes.map((_, axis) => this.positions(axis, this.points[axis])).reverse();
    const [nx, ny] = [at[0].length, at[1]?.length ?? 1];
    const fields = this.#fields.map(({ unknown }) => {
      const given = initial[unknown];
      if (given && !('kind' in given)) return given;
      const value = given ? ofPlace(this.#problem, given, parameters) : () => 0;
      return Float64Array.from({ length: nx * ny }, (_, k) =>
        value(at[0][k % nx], at[1]?.[Math.floor(k / nx)] ?? 0, 0),
      );
    });
    return this.#channels(this.points, fields, vary === '' ? 0 : parameters[vary]);
  }

  dispose(): void {}

  /** The fields, and the varied parameter as one more channel, by its logarithm where it has one. */
  #channels(shape: readonly number[], fields: readonly ArrayLike<number>[], value: number): Channels {
    if (this.#settings.vary === '') return interleaved(shape, fields);
    const shown = this.#settings.from > 0 ? Math.log(value) : value;
    return interleaved(shape, [...fields, new Float64Array(fields[0].length).fill(shown)]);
  }

  /** The problem of a batch of starts, on a grid `finer` times as fine. */
  #spec(all: readonly Channels[], fine: readonly number[]): EvolveSpec {
    const { finer, vary } = this.#settings;
    const cells = [...fine].reverse();
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

function channel({ count, data }: Channels, k: number): Float64Array {
  return Float64Array.from({ length: data.length / count }, (_, at) => data[at * count + k]);
}

function interleaved(shape: readonly number[], fields: readonly ArrayLike<number>[]): Channels {
  const count = fields.length;
  const data = new Float32Array(count * fields[0].length);
  for (const [k, field] of fields.entries()) for (let at = 0; at < field.length; at++) data[at * count + k] = field[at];
  return { shape, count, data };
}
