import {
  type CompiledProgram,
  compileProgram,
  constant,
  greater,
  type Node,
  reshape,
  slice,
  variable,
  where,
} from '../../array';
import { nameToLatex } from '../../expr';
import type { DeviceArray, Gpu } from '../../gpu';
import type { Display, DisplayField } from '../solver';
import type { Evolution } from './evolution';

/** Times that the picture of a problem in one dimension has room for. */
const ROWS = 128;

/** The pictures of a problem in one dimension, and the row from which the present state is painted. */
interface Pictures {
  readonly program: CompiledProgram;
  readonly row: Node;
  readonly arrays: ReadonlyMap<string, DeviceArray>;
}

/**
 * The fields of the first sample, as they are drawn: in two dimensions as they are, in one as a picture of x and t that
 * fills as time goes on; what lies ahead repeats the present.
 */
export class EvolveDisplay {
  readonly display: Display;
  readonly #gpu: Gpu;
  readonly #run: Evolution;
  readonly #pictures: Pictures | null;
  #row = -1;

  private constructor(gpu: Gpu, run: Evolution, pictures: Pictures | null) {
    this.#gpu = gpu;
    this.#run = run;
    this.#pictures = pictures;
    const { positions, fields } = run.model;
    const x = positions.at(-1)!.at;
    const y = positions.at(-2)?.at ?? timesOf(run);
    const shown = fields.map(({ name }): DisplayField => {
      const data = pictures?.arrays.get(name) ?? run.device.shown(name);
      return { name, title: name, latex: nameToLatex(name), unit: '', kind: 'diverging', data };
    });
    const [facesX, facesY] = [facesOf(x), facesOf(y)];
    const [nx, ny, points] = [x.length, y.length, { x, y }];
    this.display = { nx, ny, facesX, facesY, points, fields: shown, velocity: null, distance: run.distance };
  }

  static async create(gpu: Gpu, run: Evolution): Promise<EvolveDisplay> {
    return new EvolveDisplay(gpu, run, run.model.positions.length === 1 ? await picturesOf(gpu, run) : null);
  }

  /** Steps of the present size until the picture of x and t has a new row; any number where there is none. */
  stepsToNextRow(): number {
    if (!this.#pictures) return Number.POSITIVE_INFINITY;
    const { time, dt, spec } = this.#run;
    const next = spec.time.min + ((spec.time.max - spec.time.min) * (this.#reached + 1)) / (ROWS - 1);
    return Math.max(1, Math.ceil((next - time) / dt - 1e-6));
  }

  /** Paints the rows that have been reached since the last time; nothing but in one dimension. */
  fill(): void {
    if (this.#pictures && this.#reached !== this.#row) this.refresh();
  }

  /** Brings the fields up to the present state. */
  refresh(): void {
    const { device } = this.#run;
    device.show();
    if (!this.#pictures) return;
    const reached = this.#reached;
    if (reached < this.#row) this.#row = -1;
    this.#pictures.program.write(this.#pictures.row, [this.#row + 0.5]);
    this.#gpu.run(this.#pictures.program.program);
    this.#row = reached;
  }

  /** The last row that the time has reached. */
  get #reached(): number {
    const { time, spec } = this.#run;
    const { min, max } = spec.time;
    return Math.floor(((time - min) / (max - min)) * (ROWS - 1) + 1e-6);
  }

  dispose(): void {
    this.#pictures?.program.release();
  }
}

async function picturesOf(gpu: Gpu, run: Evolution): Promise<Pictures> {
  const row = variable('row', []);
  const rows = constant(
    Array.from({ length: ROWS }, (_, k) => k),
    [ROWS, 1],
    'rows',
  );
  const shared = new Map<Node, DeviceArray>();
  const updates = new Map<Node, Node>();
  const targets = run.model.fields.map(({ name, node }): [string, Node] => {
    const now = variable(`now ${name}`, node.shape);
    shared.set(now, run.device.shown(name));
    const picture = variable(`picture of ${name}`, [ROWS, node.shape[1]]);
    const first = reshape(slice(now, 0, 0, 1), [1, node.shape[1]]);
    updates.set(picture, where(greater(rows, row), first, picture));
    return [name, picture];
  });
  const program = await compileProgram(gpu, 'evolve picture', { updates, shared });
  return { program, row, arrays: new Map(targets.map(([name, picture]) => [name, program.array(picture)])) };
}

function timesOf(run: Evolution): Float64Array {
  const { min, max } = run.spec.time;
  return Float64Array.from({ length: ROWS }, (_, j) => min + ((max - min) * j) / (ROWS - 1));
}

/** Faces between points, as far outside the first and last as inside. */
function facesOf(points: Float64Array): Float64Array {
  const n = points.length;
  return Float64Array.from({ length: n + 1 }, (_, j) => {
    if (j === 0) return points[0] - (points[1] - points[0]) / 2;
    if (j === n) return points[n - 1] + (points[n - 1] - points[n - 2]) / 2;
    return (points[j - 1] + points[j]) / 2;
  });
}
