import { compile, type Expr, linearise, symbolsOf } from '../../expr';
import type { HostField, Metric } from '../solver';
import type { SolvedForm } from './form';
import { referenceOf } from './reference';

/**
 * Numbers that tell whether grid and step suit a state: Courant number (speed times step over spacing, summed over the
 * axes), diffusion number (diffusivity times step over spacing squared) and the largest cell Peclet number (speed times
 * spacing over diffusivity). Speeds and diffusivities are the factors of u_x and u_xx in each rate.
 */
export class Gauges {
  readonly #factors: readonly { readonly axis: string; readonly order: 1 | 2; readonly expr: Expr }[];

  constructor(form: SolvedForm) {
    const axes = form.scope.coordinates.slice(0, -1);
    this.#factors = form.components.flatMap(({ unknown }, i) =>
      linearise(form.rates[i], form.scope).terms.flatMap(({ name, coefficient }) => {
        const reference = referenceOf(name, form);
        if (reference?.of !== unknown) return [];
        const along = reference.by.findIndex((order) => order > 0);
        const order = reference.by.reduce((sum, count) => sum + count, 0);
        if (along < 0 || reference.by[along] !== order || (order !== 1 && order !== 2)) return [];
        return [{ axis: axes[along], order: order as 1 | 2, expr: coefficient }];
      }),
    );
  }

  /** @param dt the step @param parameters by name */
  measure(
    fields: readonly HostField[],
    t: number,
    dt: number,
    parameters: Readonly<Record<string, number>>,
  ): Record<string, Metric> {
    const [first] = fields;
    const size = first.data.length;
    const available = new Map(fields.map(({ name, data }) => [name, data]));
    let [courant, diffusion, peclet] = [0, 0, 0];
    const axes = new Set(this.#factors.map(({ axis }) => axis));
    for (const axis of axes) {
      const points = first.coordinates[axis];
      const spacing = points.reduce(
        (least, x, j) => (j > 0 ? Math.min(least, x - points[j - 1]) : least),
        Number.POSITIVE_INFINITY,
      );
      const largest = (order: 1 | 2): number => {
        const own = this.#factors.filter((factor) => factor.axis === axis && factor.order === order);
        return Math.max(0, ...own.map(({ expr }) => largestOf(expr, first, available, size, t, parameters)));
      };
      const [speed, diffusivity] = [largest(1), largest(2)];
      courant += (speed * dt) / spacing;
      diffusion += (diffusivity * dt) / spacing ** 2;
      if (diffusivity > 0) peclet = Math.max(peclet, (speed * spacing) / diffusivity);
    }
    const metric = (value: number): Metric => ({ value, unit: '' });
    return { courant: metric(courant), diffusion: metric(diffusion), peclet: metric(peclet) };
  }
}

/** The largest size of a formula over the points of the fields; derivatives in it are central differences. */
function largestOf(
  expr: Expr,
  grid: HostField,
  available: ReadonlyMap<string, Float64Array>,
  size: number,
  t: number,
  parameters: Readonly<Record<string, number>>,
): number {
  const names = [...symbolsOf(expr)];
  const axes = Object.keys(grid.coordinates);
  const readers = names.map((name): ((at: number) => number) => {
    if (name === 't') return () => t;
    if (name in parameters) return () => parameters[name];
    const values = available.get(name);
    if (values) return (at) => values[at];
    const axis = axes.indexOf(name);
    if (axis >= 0) return (at) => grid.coordinates[name][placeOf(at, axis, grid.shape)];
    const cut = name.lastIndexOf('_');
    const [base, by] = [available.get(name.slice(0, cut)), name.slice(cut + 1)];
    const along = axes.indexOf(by);
    return base && along >= 0 ? differenceOf(base, along, grid) : () => 0;
  });
  const evaluate = compile(expr, names);
  const row = new Float64Array(names.length);
  let largest = 0;
  for (let at = 0; at < size; at++) {
    readers.forEach((read, k) => void (row[k] = read(at)));
    const value = Math.abs(evaluate(row));
    if (value > largest) largest = value;
  }
  return largest;
}

function placeOf(at: number, axis: number, shape: readonly number[]): number {
  const inner = shape.slice(axis + 1).reduce((product, extent) => product * extent, 1);
  return Math.floor(at / inner) % shape[axis];
}

function differenceOf(values: Float64Array, axis: number, { shape, coordinates }: HostField): (at: number) => number {
  const points = Object.values(coordinates)[axis];
  const inner = shape.slice(axis + 1).reduce((product, extent) => product * extent, 1);
  return (at) => {
    const place = Math.floor(at / inner) % shape[axis];
    const low = Math.max(0, place - 1);
    const high = Math.min(shape[axis] - 1, place + 1);
    return (values[at + (high - place) * inner] - values[at + (low - place) * inner]) / (points[high] - points[low]);
  };
}
