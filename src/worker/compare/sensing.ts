import { Failure } from '../../../solvers/base/result';
import { compile } from '../../../solvers/expr';
import type { Gpu } from '../../../solvers/gpu';
import type { Problem } from '../../../solvers/methods/problem';
import type { HostField } from '../../../solvers/methods/solver';
import { type Plan, start } from '../start';
import type { RivalPlan } from './choose';
import { lagrangeTable } from './tables';
import { TapeRival } from './tape-rival';
import type { Target } from './target';

/** Points of a picture over time that readings are made from, and how many a reading is made of. */
const [COLUMNS, ROWS, WIDTH] = [1025, 513, 8];
/** Points that a reading of a steady answer is made of. */
const NEAR = 4;

/** What a scene's sensors read: a field at points, the first coordinate and the second. */
interface Readable {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Does pieces of work alone on the device, with the run's own in between. */
type Alone = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * The answer of a scene with its parameters' true values, which its network does not see: the exact solution where it is
 * known, else a classical method's, kept as long as the same problem is asked for.
 */
export class HiddenTruth {
  readonly problem: Problem;
  readonly #at: (field: string, points: Readable) => Float64Array;

  private constructor(problem: Problem, at: (field: string, points: Readable) => Float64Array) {
    this.problem = problem;
    this.#at = at;
  }

  /**
   * @param other how a classical method answers; null = none does
   * @throws Failure 'bad-input' where nothing answers, or the method's own where it fails
   */
  static async of(gpu: Gpu, { problem }: Plan, other: RivalPlan | null, alone: Alone): Promise<HiddenTruth> {
    if (problem.unknowns.every((name) => problem.exact[name] !== undefined)) {
      return new HiddenTruth(problem, (field, points) => exactly(problem, field, points));
    }
    if (!other)
      throw new Failure('bad-input', 'no other method answers this scene, so nothing can be measured', 'data');
    // Sliders may have moved since the scene was planned.
    const plan = { ...other.plan, problem: { ...other.plan.problem, parameters: problem.parameters } };
    const fields = problem.time ? await overTime(gpu, plan, alone) : await steady(gpu, plan, alone);
    return new HiddenTruth(problem, (name, points) => {
      const field = fields.find((own) => own.name === name);
      if (!field) throw new Failure('bad-input', `there is no field ${name} to measure`, 'data');
      return readAt(field, coordinatesOf(problem), points, problem.time ? WIDTH : NEAR);
    });
  }

  /** Whether another scene has the same truth: it may differ in its sensors and in how its network is trained. */
  holdsFor(problem: Problem): boolean {
    return essence(this.problem) === essence(problem);
  }

  /** A field's values at points. */
  at(field: string, points: Readable): Float64Array {
    return this.#at(field, points);
  }
}

function essence({ data: _, inferred: __, recipes: ___, ...rest }: Problem): string {
  return JSON.stringify(rest);
}

function coordinatesOf({ axes, time }: Problem): readonly [string, string] {
  return [axes[0]!.name, (axes[1] ?? time!).name];
}

function exactly(problem: Problem, field: string, { x, y }: Readable): Float64Array {
  const { parameters, exact } = problem;
  const evaluate = compile(exact[field]!, [...coordinatesOf(problem), ...Object.keys(parameters)]);
  return x.map((at, k) => evaluate([at, y[k]!, ...Object.values(parameters)]));
}

async function steady(gpu: Gpu, plan: Plan, alone: Alone): Promise<readonly HostField[]> {
  const solver = await alone(() => start(gpu, plan));
  try {
    while (!solver.finished && solver.outcome.code === 'ok') await alone(() => solver.step(1));
    const { code, advice } = solver.outcome;
    if (code !== 'ok') throw new Failure(code, advice);
    return await alone(() => solver.fields());
  } finally {
    solver.dispose();
  }
}

async function overTime(gpu: Gpu, plan: Plan, alone: Alone): Promise<readonly HostField[]> {
  const { axes, time, unknowns } = plan.problem;
  const [x, y] = [evenly(axes[0]!, COLUMNS), evenly(time!, ROWS)];
  const names = coordinatesOf(plan.problem);
  const target: Target = {
    points: { x, y },
    cells: COLUMNS * ROWS,
    names,
    overTime: true,
    fixed: {},
    fields: unknowns,
  };
  const tape = new TapeRival(gpu, 'truth', plan, target);
  try {
    while (!tape.done) await alone(() => tape.advance());
    if (!tape.complete) throw new Failure('breakdown', tape.words);
    const read = async (name: string): Promise<HostField> => {
      const data = Float64Array.from(new Float32Array(await gpu.read(tape.array(name), 0, 4 * COLUMNS * ROWS)));
      return { name, shape: [ROWS, COLUMNS], data, coordinates: { [names[1]]: y, [names[0]]: x } };
    };
    return await alone(() => Promise.all(unknowns.map(read)));
  } finally {
    tape.dispose();
  }
}

function evenly({ min, max }: { readonly min: number; readonly max: number }, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, k) => min + ((max - min) * k) / (count - 1));
}

/** A field [y][x] at points, by Lagrange polynomials through `width` points along either coordinate. */
function readAt(
  { data, coordinates }: HostField,
  [right, up]: readonly [string, string],
  { x, y }: Readable,
  width: number,
): Float64Array {
  const columns = coordinates[right]!;
  const [across, along] = [lagrangeTable(columns, x, width), lagrangeTable(coordinates[up]!, y, width)];
  return x.map((_, k) => {
    let value = 0;
    for (let j = 0; j < width; j++) {
      for (let i = 0; i < width; i++) {
        const weight = along.weights[width * k + j]! * across.weights[width * k + i]!;
        if (weight !== 0) value += weight * data[(along.starts[k]! + j) * columns.length + across.starts[k]! + i]!;
      }
    }
    return value;
  });
}
