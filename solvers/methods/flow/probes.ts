import type { Gpu } from '../../gpu';
import type { Problem } from '../problem';
import type { Metric, Profile } from '../solver';
import type { FlowGrid } from './layout';
import { type Component, type SamplePoint, Sampler } from './sampler';
import type { FlowState } from './state';

/** Points of a profile. */
const PROFILE_POINTS = 129;

interface Line {
  readonly profile: Omit<Profile, 'values'>;
  readonly sampler: Sampler;
}

/** The lines and the pressure difference that a scene asks for. */
export class Probes {
  readonly #lines: readonly Line[];
  readonly #pressure: Sampler | null;

  constructor(gpu: Gpu, state: FlowState, grid: FlowGrid, problem: Problem) {
    this.#lines = problem.profiles.map(({ title, field, along, at }): Line => {
      const axis = along === grid.x.name ? grid.x : grid.y;
      const [first, last] = [axis.faces[0]!, axis.faces[axis.count]!];
      const positions = Float64Array.from(
        { length: PROFILE_POINTS },
        (_, k) => first + ((last - first) * k) / (PROFILE_POINTS - 1),
      );
      const points = Array.from(positions, (s): SamplePoint => {
        const place = { [along]: s, ...at };
        return { component: field as Component, x: place[grid.x.name]!, y: place[grid.y.name]! };
      });
      return {
        profile: { title, coordinate: along, field, positions },
        sampler: new Sampler(gpu, state, grid, points),
      };
    });
    this.#pressure = pressureSampler(gpu, state, grid, problem.scales);
  }

  profiles(): Promise<Profile[]> {
    return Promise.all(
      this.#lines.map(async ({ profile, sampler }) => ({
        ...profile,
        values: Float64Array.from(await sampler.read()),
      })),
    );
  }

  /** The pressure difference between front and back, if the scene names the points. */
  async pressureDifference(): Promise<Record<string, Metric>> {
    if (!this.#pressure) return {};
    const [f1, f2, f3, b1, b2, b3] = await this.#pressure.read();
    // Parabola through one, two and three cells away: the surface itself cuts through its cell.
    return { dp: { value: 3 * (f1! - f2!) + f3! - 3 * (b1! - b2!) - b3!, unit: '' } };
  }

  dispose(): void {
    for (const { sampler } of this.#lines) sampler.dispose();
    this.#pressure?.dispose();
  }
}

function pressureSampler(gpu: Gpu, state: FlowState, grid: FlowGrid, scales: Problem['scales']): Sampler | null {
  const { frontX, frontY, backX, backY } = scales;
  if (frontX === undefined || frontY === undefined || backX === undefined || backY === undefined) return null;
  const [dx, dy] = [backX - frontX, backY - frontY];
  const length = Math.hypot(dx, dy);
  const cell = Math.max(Math.min(...grid.x.widths), Math.min(...grid.y.widths));
  const out = (k: number) => [(k * cell * dx) / length, (k * cell * dy) / length] as const;
  const steps = [1, 2, 3];
  const points = steps.map((k): SamplePoint => ({ component: 'p', x: frontX - out(k)[0], y: frontY - out(k)[1] }));
  points.push(...steps.map((k): SamplePoint => ({ component: 'p', x: backX + out(k)[0], y: backY + out(k)[1] })));
  return new Sampler(gpu, state, grid, points);
}
