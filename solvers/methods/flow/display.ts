import { type DeviceArray, type Gpu, type Kernel, type Program, Uniforms } from '../../gpu';
import type { Display, DisplayField } from '../solver';
import { DISPLAY_FIELDS } from './kernels';
import type { FlowGrid } from './layout';
import type { Bodies } from './obstacles';
import type { FlowState } from './state';

const FACTS: Readonly<Record<string, Pick<DisplayField, 'title' | 'latex' | 'kind'>>> = {
  speed: { title: 'Speed', latex: '|\\mathbf{u}|', kind: 'sequential' },
  vorticity: { title: 'Vorticity', latex: '\\omega = v_x - u_y', kind: 'diverging' },
  p: { title: 'Pressure', latex: 'p', kind: 'diverging' },
  u: { title: 'Velocity along x', latex: 'u', kind: 'diverging' },
  v: { title: 'Velocity along y', latex: 'v', kind: 'diverging' },
  psi: { title: 'Stream function', latex: '\\psi', kind: 'diverging' },
};

/** The fields that can be drawn, computed from the state on the device when asked for. */
export class FlowDisplay {
  readonly display: Display;
  readonly #gpu: Gpu;
  readonly #programs: ReadonlyMap<string, Program>;
  readonly #owned: readonly DeviceArray[];

  private constructor(gpu: Gpu, display: Display, programs: ReadonlyMap<string, Program>, owned: DeviceArray[]) {
    this.#gpu = gpu;
    this.display = display;
    this.#programs = programs;
    this.#owned = owned;
  }

  static async create(gpu: Gpu, state: FlowState, grid: FlowGrid, bodies: Bodies | null): Promise<FlowDisplay> {
    const { nx, ny } = grid;
    const { kernels, common, velocity, pressure, open } = state;
    const fields = [...DISPLAY_FIELDS, 'psi'].map((name): DisplayField => {
      return { name, unit: '', data: gpu.storage(`display ${name}`, 4 * nx * ny), ...FACTS[name]! };
    });
    const centred = gpu.storage('display velocity', 8 * nx * ny);
    const distance = bodies && gpu.upload('display distance', new Float32Array(bodies.distance));
    const choices = DISPLAY_FIELDS.map((_, field) => {
      const choice = new Uniforms(gpu, kernels.display, 'choice');
      choice.set({ field });
      choice.flush();
      return choice.array;
    });
    const record = (kernel: Kernel, buffers: Record<string, DeviceArray>, extent: readonly [number, number?]) =>
      gpu.record(kernel.name, (recorder) => recorder.dispatch(kernel, buffers, extent));
    const programs = new Map<string, Program>();
    await Promise.all(
      fields.map(async ({ name, data: shown }, k) => {
        const program =
          name === 'psi'
            ? record(kernels.stream, { ...common, velocity, open, shown }, [nx])
            : record(kernels.display, { ...common, choice: choices[k]!, velocity, pressure, shown }, [nx, ny]);
        programs.set(name, await program);
      }),
    );
    programs.set('velocity', await record(kernels.centre, { flow: common.flow, velocity, centred }, [nx, ny]));
    const display = { nx, ny, facesX: grid.x.faces, facesY: grid.y.faces, fields, velocity: centred, distance };
    const owned = [...fields.map((field) => field.data), ...choices, centred, ...(distance ? [distance] : [])];
    return new FlowDisplay(gpu, display, programs, owned);
  }

  /** Submits the refresh of the named fields and of the centred velocity. */
  refresh(names: readonly string[]): void {
    for (const name of [...names, 'velocity']) {
      const program = this.#programs.get(name);
      if (program) this.#gpu.run(program);
    }
  }

  /** Values of every field in the cell that holds (x, y). */
  async probe(x: number, y: number): Promise<Record<string, number>> {
    const { nx, ny, facesX, facesY, fields } = this.display;
    const cell = (faces: Float64Array, n: number, at: number) => {
      const k = faces.findIndex((face) => face > at) - 1;
      return k < 0 ? (at < faces[0]! ? 0 : n - 1) : k;
    };
    const at = 4 * (cell(facesY, ny, y) * nx + cell(facesX, nx, x));
    this.refresh(fields.map((field) => field.name));
    const values = await Promise.all(
      fields.map(async ({ name, data }) => [name, new Float32Array(await this.#gpu.read(data, at, 4))[0]!] as const),
    );
    return Object.fromEntries(values);
  }

  dispose(): void {
    for (const array of this.#owned) this.#gpu.release(array);
  }
}
