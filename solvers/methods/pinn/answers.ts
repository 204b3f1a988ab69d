import type { HostField, Profile } from '../solver';
import { answerGrid, nodes, spread } from './places';
import type { Statement } from './statement/statement';

/** Positions of a profile. */
const PROFILE = 129;

/** The unknowns at places, [axis][count]. */
export type Sample = (places: readonly ArrayLike<number>[]) => Promise<Float64Array[]>;

/** All unknowns on a grid of space and time, axes [t][z][y][x] as far as they exist. */
export function answersOf(statement: Statement, sample: Sample): Promise<readonly HostField[]> {
  const grid = answerGrid(statement).map((own, k) => [statement.axes[k].name, own] as const);
  return answersOn(statement, sample, Object.fromEntries(grid));
}

/** The unknowns at the points that coordinates span. */
export async function answersOn(
  { axes, problem }: Statement,
  sample: Sample,
  coordinates: Readonly<Record<string, Float64Array>>,
): Promise<readonly HostField[]> {
  const grid = axes.map(({ name }) => coordinates[name]);
  const values = await sample(spread(grid));
  const shape = grid.map(({ length }) => length).reverse();
  return problem.unknowns.map((name, k) => ({ name, shape, data: values[k], coordinates }));
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
