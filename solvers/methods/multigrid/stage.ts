import { nameToLatex } from '../../expr';
import type { DeviceArray, Gpu } from '../../gpu';
import { type Discretisation, discretise } from '../../grid';
import { type EllipticProgress, EllipticSolver, Multigrid } from '../../linear';
import { exactValues } from '../errors';
import type { Problem } from '../problem';
import type { Display, HostField, StepCost, Volume } from '../solver';
import { ellipticOf, inputOf } from './elliptic-of';
import { type PictureGrid, pictureGrid, type SpaceGrid, spaceGrid } from './picture-grid';
import { settingsOf } from './settings';
import { type ShownFacts, ShownFields, type ShownSource } from './shown-fields';
import { CycleTracer } from './tracer';
import { obstaclesOf } from './walls';

type Parameters = Readonly<Record<string, number>>;

/** One linear problem on the device, from its formulas to its pictures; made anew in place when a parameter changes. */
export class EllipticStage {
  solver!: EllipticSolver;
  tracer: CycleTracer | null = null;
  notes: readonly string[] = [];
  readonly #gpu: Gpu;
  #problem: Problem;
  #parameters: Parameters;
  #discretisation!: Discretisation;
  #picture!: PictureGrid;
  /** Null in two dimensions. */
  #space!: SpaceGrid | null;
  #shown: ShownFields | null = null;
  /** The same fields on the whole grid in three dimensions. */
  #whole: ShownFields | null = null;
  #display: Display | null = null;
  #multigrid!: Multigrid;

  static async create(gpu: Gpu, problem: Problem, parameters: Parameters): Promise<EllipticStage> {
    const stage = new EllipticStage(gpu, problem, parameters);
    await stage.#build();
    await stage.begin();
    return stage;
  }

  private constructor(gpu: Gpu, problem: Problem, parameters: Parameters) {
    this.#gpu = gpu;
    this.#problem = problem;
    this.#parameters = { ...parameters };
  }

  /** One and the same for the life of the stage: pictures are joined to it. */
  get display(): Display {
    return this.#display!;
  }

  get cost(): StepCost {
    return this.solver.cost;
  }

  /** Starts the solve from `guess`, f64 at the unknowns, or from 0. */
  async begin(guess?: Float64Array): Promise<EllipticProgress> {
    const progress = await this.solver.begin(this.#discretisation.rhs, guess);
    await this.#show();
    return progress;
  }

  /** The equations at other parameters or input fields, on the same grid and with the same pictures. */
  async renew(parameters: Parameters, inputs: Problem['inputs'] = this.#problem.inputs): Promise<void> {
    this.#parameters = { ...parameters };
    this.#problem = { ...this.#problem, inputs };
    this.#release();
    await this.#build();
  }

  refresh(names: readonly string[]): void {
    this.#shown?.refresh(names);
    this.#whole?.refresh(names);
  }

  /** The right-hand side, at the unknowns: sources and boundary values integrated over what each owns. */
  get rhs(): Float64Array {
    return this.#discretisation.rhs;
  }

  /** The unknown on the whole grid, from its values at the unknowns. */
  field(value: Float64Array): HostField {
    const { coordinates, fullShape, operator } = this.#discretisation;
    const own = value.slice();
    if (operator.singular) this.#discretisation.removeMean(own);
    const axes = this.#problem.axes.map(({ name }, axis) => [name, coordinates[axis]!] as const).reverse();
    return {
      name: this.#problem.unknowns[0]!,
      shape: [...fullShape].reverse(),
      data: this.#discretisation.embed(own),
      coordinates: Object.fromEntries(axes),
    };
  }

  dispose(): void {
    this.#release();
    this.#shown?.dispose();
    this.#whole?.dispose();
    if (this.#display?.distance) this.#gpu.release(this.#display.distance);
  }

  async #build(): Promise<void> {
    const { problem, notes } = ellipticOf(this.#problem, this.#parameters);
    const { solver: settings, cycle } = settingsOf(this.#problem);
    this.#discretisation = discretise(problem);
    const { operator, imbalance } = this.#discretisation;
    this.#picture ??= pictureGrid(this.#discretisation, problem.box);
    this.#space ??= spaceGrid(this.#discretisation);
    this.solver = await EllipticSolver.create(this.#gpu, operator, settings, (gpu, scaled) => {
      this.#multigrid = new Multigrid(gpu, scaled, cycle);
      return this.#multigrid;
    });
    this.tracer = new CycleTracer(this.#gpu, this.#multigrid);
    const smoother = this.#multigrid.levels[0]!.tables.smoother.kind;
    this.notes = [
      ...notes,
      `${this.#multigrid.levels.length} levels; the smoother is ${SMOOTHERS[smoother]}, chosen by the coefficients`,
      ...(imbalance && imbalance.relative > 1e-12
        ? [`the data were out of balance by ${imbalance.relative.toExponential(1)} of their size, which was taken out`]
        : []),
    ];
  }

  /** Distance to the bodies at the points of the picture; they do not move. */
  #distance(): DeviceArray | null {
    const bodies = obstaclesOf(this.#problem, this.#parameters);
    if (bodies.length === 0) return null;
    const nearest = this.#picture.sample((x, y, z) => Math.min(...bodies.map(({ distance }) => distance(x, y, z))));
    return this.#gpu.upload('picture distance', Float32Array.from(nearest));
  }

  #release(): void {
    this.tracer?.dispose();
    this.solver.dispose();
  }

  /** Joins the pictures to where the numbers now stand. */
  async #show(): Promise<void> {
    const { solution, residual } = this.solver.present;
    const known = this.field(new Float64Array(this.#discretisation.volumes.length));
    const exact = exactValues(this.#problem, known, this.#parameters, 0);
    const [unknown] = this.#problem.unknowns as [string];
    const inside = this.#discretisation.inside();
    const { cut, places } = this.#picture;
    const facts = factsOf(this.#problem, exact !== null);
    this.#shown ??= new ShownFields(this.#gpu, places, facts);
    if (this.#space) this.#whole ??= new ShownFields(this.#gpu, this.#space.places, facts);
    const { nx, ny, facesX, facesY, points } = this.#picture;
    this.#display ??= {
      nx,
      ny,
      facesX,
      facesY,
      points,
      fields: this.#shown.fields,
      velocity: null,
      distance: this.#distance(),
      ...(this.#space && this.#whole && { volume: this.#volume(this.#space, this.#whole) }),
    };
    for (const [name, input] of Object.entries(this.#problem.inputs)) {
      const given = inputOf(this.#problem, input, this.#parameters);
      this.#shown.fill(name, this.#picture.sample(given));
      if (this.#space) this.#whole?.fill(name, this.#space.sample(given));
    }
    // A residual is a sum over what a point owns; by its volume it has the unit of the source.
    const perVolume = residual.unit / largest(this.#discretisation.volumes);
    const sources: ShownSource[] = [
      { name: unknown, values: solution, base: known.data.map((value) => -value) },
      { name: 'residual', values: { ...residual, unit: perVolume }, base: null },
    ];
    if (exact) {
      const base = exact.map((value, k) => (inside[k] ? value : 0) - known.data[k]!);
      sources.push({ name: 'error', values: solution, base });
    }
    await this.#shown.connect(sources.map((source) => ({ ...source, base: source.base && cut(source.base) })));
    await this.#whole?.connect(sources);
  }

  #volume({ points, sample }: SpaceGrid, { fields }: ShownFields): Volume {
    const bodies = obstaclesOf(this.#problem, this.#parameters);
    const nearest = (x: number, y: number, z: number) => Math.min(...bodies.map(({ distance }) => distance(x, y, z)));
    return {
      box: this.#problem.axes.map(({ min, max }) => [min, max] as const),
      points,
      fields: new Map(fields.map(({ name, data }) => [name, data])),
      distance: bodies.length > 0 ? Float32Array.from(sample(nearest)) : null,
    };
  }
}

/** Not `Math.max(...)`: fields have more numbers than a call may have arguments. */
function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

const SMOOTHERS = {
  colours: 'Gauss-Seidel in colours',
  lines: 'relaxation of whole lines',
  jacobi: 'weighted Jacobi',
} as const;

/** The fields that can be drawn: unknown, residual, error where the answer is known, and what was given. */
function factsOf({ unknowns, inputs }: Problem, known: boolean): ShownFacts[] {
  const [u] = unknowns as [string];
  const name = nameToLatex(u);
  return [
    { name: u, title: `Solution ${u}`, latex: name, kind: 'sequential' },
    { name: 'residual', title: 'Residual', latex: 'r', kind: 'diverging' },
    ...(known
      ? [
          {
            name: 'error',
            title: `Error of ${u}`,
            latex: `${name} - ${name}_{\\mathrm{exact}}`,
            kind: 'diverging',
          } as const,
        ]
      : []),
    ...Object.keys(inputs).map((input) => {
      return { name: input, title: `Given ${input}`, latex: nameToLatex(input), kind: 'sequential' } as const;
    }),
  ];
}
