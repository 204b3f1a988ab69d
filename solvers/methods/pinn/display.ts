import combine from '../../../shaders/pinn/combine.wgsl?raw';
import { nameToLatex } from '../../expr';
import { type DeviceArray, type Gpu, type Kernel, type Program, Uniforms } from '../../gpu';
import type { Display, DisplayField } from '../solver';
import { layoutOf } from './network/layout';
import { NetworkPoints, type NetworkWeights } from './network/network';
import { pictureOf } from './picture';
import { Bodies } from './points/bodies';
import { PointMaker } from './points/point-data';
import type { Statement } from './statement/statement';

const COMBINE: Kernel = { name: 'pinn combine', wgsl: combine, workgroup: [64, 1, 1], cost: { flops: 2, bytes: 16 } };

/** What one unknown is made of on the device. */
interface Shown {
  readonly given: DeviceArray;
  readonly factor: DeviceArray;
  readonly program: Program;
}

/**
 * The unknowns as they are drawn, made on the device of the present weights: in one dimension a picture of x and t, in
 * two of x and y at the end of time, in three the middle of z.
 */
export class PinnDisplay {
  readonly display: Display;
  readonly #gpu: Gpu;
  readonly #pass: NetworkPoints;
  readonly #maker: PointMaker;
  readonly #places: readonly Float64Array[];
  readonly #shown: ReadonlyMap<string, Shown>;
  readonly #owned: readonly DeviceArray[];

  private constructor(
    gpu: Gpu,
    display: Display,
    pass: NetworkPoints,
    maker: PointMaker,
    places: readonly Float64Array[],
    shown: ReadonlyMap<string, Shown>,
    owned: readonly DeviceArray[],
  ) {
    this.#gpu = gpu;
    this.display = display;
    this.#pass = pass;
    this.#maker = maker;
    this.#places = places;
    this.#shown = shown;
    this.#owned = owned;
  }

  static async create(gpu: Gpu, statement: Statement, weights: NetworkWeights): Promise<PinnDisplay> {
    const { axes, problem } = statement;
    const { nx, ny, facesX, facesY, places, spatial } = pictureOf(statement);
    const value = [axes.map(() => 0)];
    const layout = layoutOf({ sizes: weights.layout.sizes, channels: value });
    const pass = await NetworkPoints.create(gpu, weights, layout, nx * ny);
    const owned: DeviceArray[] = [];
    const array = (name: string): DeviceArray => {
      const made = gpu.storage(`pinn ${name}`, 4 * pass.capacity);
      owned.push(made);
      return made;
    };
    const shown = new Map<string, Shown>();
    const fields: DisplayField[] = [];
    for (const [unknown, name] of problem.unknowns.entries()) {
      const uniforms = new Uniforms(gpu, COMBINE, 'combine');
      uniforms.set({ count: nx * ny, unknown, unknowns: problem.unknowns.length });
      uniforms.flush();
      owned.push(uniforms.array);
      const [given, factor, data] = [array('given'), array('factor'), array(`shown ${name}`)];
      const program = await gpu.record('pinn picture', (recorder) => {
        const buffers = { combine: uniforms.array, outputs: pass.outputs, given, factor, shown: data };
        recorder.dispatch(COMBINE, buffers, [nx * ny]);
      });
      shown.set(name, { given, factor, program });
      fields.push({ name, title: name, latex: nameToLatex(name), unit: '', kind: 'diverging', data });
    }
    const distance = problem.obstacles.length > 0 && spatial ? array('distance') : null;
    if (distance) gpu.write(distance, distances(statement, places));
    const display = { nx, ny, facesX, facesY, fields, velocity: null, distance };
    const made = new PinnDisplay(gpu, display, pass, new PointMaker(statement, value), places, shown, owned);
    made.setParameters(problem.parameters);
    return made;
  }

  /** What is built in may depend on parameters. */
  setParameters(parameters: Readonly<Record<string, number>>): void {
    const data = this.#maker.make(this.#places, parameters);
    this.#pass.writeSeeds(data.seeds);
    for (const [unknown, { given, factor }] of [...this.#shown.values()].entries()) {
      this.#gpu.write(given, new Float32Array(data.given[unknown] ?? new Float64Array(data.padded)));
      this.#gpu.write(factor, new Float32Array(data.factor[unknown] ?? new Float64Array(data.padded).fill(1)));
    }
  }

  /** Submits the pictures of the weights that it was made for. */
  refresh(names: readonly string[]): void {
    this.#pass.run();
    for (const name of names) {
      const own = this.#shown.get(name);
      if (own) this.#gpu.run(own.program);
    }
  }

  dispose(): void {
    this.#pass.dispose();
    for (const array of this.#owned) this.#gpu.release(array);
  }
}

/** Signed distance to the bodies. */
function distances({ axes, problem }: Statement, places: readonly Float64Array[]): Float32Array {
  const bodies = new Bodies(problem, axes, problem.parameters);
  return Float32Array.from(places[0], (_, k) => bodies.distance(places.map((own) => own[k])));
}
