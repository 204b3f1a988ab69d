import type { HostField, Profile } from '../solver';
import { answerGrid, nodes, spread } from './places';
import type { Statement } from './statement/statement';

/** Positions of a profile. */
const PROFILE = 129;
/** Cells along each axis of which a mean is taken. */
const MIDDLES = 24;

/** The unknowns at places, [axis][count]. */
export type Sample = (places: readonly ArrayLike<number>[]) => Promise<Float64Array[]>;

/** All unknowns on a grid of space and time, axes [t][z][y][x] as far as they exist. */
export function answersOf(statement: Statement, sample: Sample): Promise<readonly HostField[]> {
  const grid = answerGrid(statement).map((own, k) => [statement.axes[k].name, own] as const);
  return answersOn(statement, sample, Object.fromEntries(grid));
}

/**
 * The unknowns at the points that coordinates span. Of one that the equations fix but for a function of time, such as
 * a pressure between periodic sides, the mean at each time is taken as 0.
 */
export async function answersOn(
  { axes, problem, floating }: Statement,
  sample: Sample,
  coordinates: Readonly<Record<string, Float64Array>>,
): Promise<readonly HostField[]> {
  const grid = axes.map(({ name }) => coordinates[name]);
  // A steady network has no time, whatever times are asked for.
  const own = Object.fromEntries(axes.map(({ name }) => [name, coordinates[name]]));
  const values = await sample(spread(grid));
  const shape = grid.map(({ length }) => length).reverse();
  const means = problem.time && floating.length > 0 ? await meansAt(axes, sample, coordinates) : null;
  const times = problem.time ? shape[0] : 1;
  return problem.unknowns.map((name, k) => {
    const mean = floating.includes(name) ? means?.[k] : undefined;
    const size = values[k].length / times;
    const data = mean ? values[k].map((value, m) => value - mean[Math.floor(m / size)]) : values[k];
    return { name, shape, data, coordinates: own };
  });
}

/** The mean over space of each unknown at each time, [unknown][time]: middles of cells, exact for few waves. */
async function meansAt(
  axes: Statement['axes'],
  sample: Sample,
  coordinates: Readonly<Record<string, Float64Array>>,
): Promise<number[][]> {
  const times = coordinates[axes.at(-1)!.name];
  const middles = axes.slice(0, -1).map(({ min, max }) => {
    return Float64Array.from({ length: MIDDLES }, (_, k) => min + ((max - min) * (k + 0.5)) / MIDDLES);
  });
  const size = MIDDLES ** middles.length;
  const values = await sample(spread([...middles, times]));
  return values.map((own) =>
    Array.from(times, (_, t) => own.subarray(t * size, (t + 1) * size).reduce((sum, value) => sum + value, 0) / size),
  );
}

export function profilesOf({ axes, problem }: Statement, sample: Sample): Promise<readonly Profile[]> {
  return Promise.all(
    problem.profiles.map(async ({ title, field, along, at }): Promise<Profile> => {
      const axis = axes.find(({ name }) => name === along)!;
      const positions = nodes(axis, PROFILE);
      const places = axes.map((own) => {
        return own === axis ? positions : new Float64Array(PROFILE).fill(at[own.name] ?? own.max);
      });
      const values = await sample(places);
      return { title, coordinate: along, field, positions, values: values[problem.unknowns.indexOf(field)] };
    }),
  );
}

/** The unknowns at a point of the picture: at the end of time, in the middle of what it does not show. */
export async function probeAt(
  { axes, problem }: Statement,
  sample: Sample,
  x: number,
  y: number,
): Promise<Readonly<Record<string, number>>> {
  const places = axes.map(({ min, max, name }, axis) => {
    const own = axis === 0 ? x : axis === 1 ? y : name === problem.time?.name ? max : (min + max) / 2;
    return Float64Array.of(own);
  });
  const values = await sample(places);
  return Object.fromEntries(problem.unknowns.map((name, k) => [name, values[k][0]]));
}

/** The pressure before a body less that behind it, at the points that the scene names; null where it names none. */
export async function pressureDifference({ axes, problem }: Statement, sample: Sample): Promise<number | null> {
  const { frontX, frontY, backX, backY } = problem.scales;
  const pressure = problem.unknowns.indexOf('p');
  if (pressure < 0 || axes.length !== 2 || [frontX, frontY, backX, backY].includes(undefined!)) return null;
  const values = await sample([Float64Array.of(frontX, backX), Float64Array.of(frontY, backY)]);
  return values[pressure][0] - values[pressure][1];
}
