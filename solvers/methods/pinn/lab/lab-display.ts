import type { CompiledProgram } from '../../../array';
import { compileProgram, type Node, variable } from '../../../array';
import { nameToLatex } from '../../../expr';
import type { DeviceArray, Gpu } from '../../../gpu';
import type { Display } from '../../solver';
import { type Picture, pictureOf } from '../picture';
import { valuesAt } from './lab-sampler';
import type { Model } from './programs';
import type { TermGraph } from './term-graph';

/** The unknowns as they are drawn, made on the device of the present weights by one program. */
export class LabDisplay {
  readonly display: Display;
  readonly #gpu: Gpu;
  readonly #compiled: CompiledProgram;
  readonly #graph: TermGraph;
  readonly #picture: Picture;

  private constructor(gpu: Gpu, display: Display, compiled: CompiledProgram, graph: TermGraph, picture: Picture) {
    this.#gpu = gpu;
    this.display = display;
    this.#compiled = compiled;
    this.#graph = graph;
    this.#picture = picture;
  }

  /** @param weights the device's array of the model's parameters */
  static async create(gpu: Gpu, model: Model, weights: DeviceArray): Promise<LabDisplay> {
    const { network, parameters, statement, bodies } = model;
    const picture = pictureOf(statement);
    const { nx, ny, facesX, facesY, places, spatial } = picture;
    const graph = valuesAt(model, nx * ny);
    const { unknowns } = statement.problem;
    const shown = unknowns.map((name): Node => variable(`shown ${name}`, [nx * ny]));
    const values = graph.residuals(network, parameters);
    const compiled = await compileProgram(gpu, 'pinn picture', {
      updates: new Map(shown.map((node, k) => [node, values[k]])),
      shared: new Map([[parameters, weights]]),
    });
    const fields = unknowns.map((name, k) => ({
      name,
      title: name,
      latex: nameToLatex(name),
      unit: '',
      kind: 'diverging' as const,
      data: compiled.array(shown[k]),
    }));
    let distance: DeviceArray | null = null;
    if (bodies.count > 0 && spatial) {
      const own = Float32Array.from(places[0], (_, k) => bodies.distance(places.map((axis) => axis[k])));
      distance = gpu.upload('pinn distance', own);
    }
    const made = new LabDisplay(
      gpu,
      { nx, ny, facesX, facesY, fields, velocity: null, distance },
      compiled,
      graph,
      picture,
    );
    made.setParameters(statement.problem.parameters);
    return made;
  }

  /** What is built in may depend on parameters. */
  setParameters(values: Readonly<Record<string, number>>): void {
    for (const { node, values: data } of this.#graph.fill(this.#picture.places, values)) {
      this.#compiled.write(node, data);
    }
  }

  /** Submits the pictures; all unknowns come of one pass. */
  refresh(): void {
    this.#gpu.run(this.#compiled.program);
  }

  dispose(): void {
    if (this.display.distance) this.#gpu.release(this.display.distance);
    this.#compiled.release();
  }
}
