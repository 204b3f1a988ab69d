import type { End } from './ends';
import type { Geometry } from './geometry';

/** The tables of a component on the points, by name; where they are used is said beside each. */
export type Tables = Map<string, Float64Array>;

/**
 * What the shaders and the host's matrices know of a component's points: `volume`, `unknown` (1 where it has an equation
 * and no given value), `before.A`, `after.A` (links), `less.A`, `more.A` (factors of the differences before and after in
 * the slope), `wide.A` (1/(12 h) where five points lie in line), `narrow.A` (1/(2 h) where only three do), `end.K` (1 on
 * side K), `area.K` (its area, with the sign of the outward normal), `void.B` (1 inside of body B), `legs.B`, `value.B`.
 */
export function tableNames(axes: number, ends: readonly End[], bodies: number): string[] {
  const count = (n: number): number[] => Array.from({ length: n }, (_, k) => k);
  return [
    'volume',
    'unknown',
    ...count(axes).flatMap((a) => ['before', 'after', 'less', 'more', 'wide', 'narrow'].map((name) => `${name}.${a}`)),
    ...ends.flatMap(({ kind }, k) => (kind === 'value' ? [`end.${k}`] : [`end.${k}`, `area.${k}`])),
    ...count(bodies).flatMap((b) => [`void.${b}`, `legs.${b}`, `value.${b}`]),
  ];
}

/** The tables of a component: see {@link tableNames}. */
export function tablesOf(
  geometry: Geometry,
  spacing: readonly number[],
  periodic: readonly boolean[],
  ends: readonly End[],
): Tables {
  const { shape, volumes, links, areas, bodies } = geometry;
  const tables: Tables = new Map();
  const size = volumes.length;
  const sides = ends.map(({ along, end }) => sideOf(shape, along, end));
  const isGiven = new Uint8Array(size);
  ends.forEach(({ kind }, k) => {
    if (kind === 'value') sides[k].forEach((on, at) => void (isGiven[at] |= on));
  });
  tables.set('volume', volumes);
  tables.set(
    'unknown',
    volumes.map((volume, at) => (volume > 0 && isGiven[at] === 0 ? 1 : 0)),
  );
  shape.forEach((count, a) => {
    tables.set(`before.${a}`, links[a].before);
    tables.set(`after.${a}`, links[a].after);
    addSlopes(tables, geometry, a, spacing[a], periodic[a], count);
  });
  ends.forEach(({ along, end, kind }, k) => {
    tables.set(`end.${k}`, Float64Array.from(sides[k]));
    if (kind === 'value') return;
    const sign = end === 'min' ? -1 : 1;
    tables.set(
      `area.${k}`,
      areas[along]!.map((area, at) => sign * area * sides[k][at]),
    );
  });
  bodies.forEach(({ legs, values, inside }, b) => {
    tables.set(`void.${b}`, inside);
    tables.set(`legs.${b}`, legs);
    tables.set(`value.${b}`, values);
  });
  return tables;
}

function addSlopes(
  tables: Tables,
  { shape, volumes, bodies }: Geometry,
  a: number,
  h: number,
  wraps: boolean,
  count: number,
): void {
  const stride = shape.slice(0, a).reduce((product, n) => product * n, 1);
  const size = volumes.length;
  const [less, more, wide, narrow] = [0, 1, 2, 3].map(() => new Float64Array(size));
  // Inside a body whose value is given stands that value; inside others there is nothing to take a slope to.
  const isOpen = (at: number): boolean => volumes[at] > 0 || bodies.some(({ inside }) => inside[at] > 0);
  for (let at = 0; at < size; at++) {
    if (volumes[at] === 0) continue;
    const place = Math.floor(at / stride) % count;
    const has = (by: number): boolean => {
      const to = wraps ? (place + by + count) % count : place + by;
      return to >= 0 && to < count && isOpen(at + (to - place) * stride);
    };
    const both = (has(-1) ? 1 : 0) + (has(1) ? 1 : 0);
    if (has(-1)) less[at] = 1 / (h * both);
    if (has(1)) more[at] = 1 / (h * both);
    if ([-2, -1, 1, 2].every(has)) wide[at] = 1 / (12 * h);
    else if (both === 2) narrow[at] = 1 / (2 * h);
  }
  tables.set(`less.${a}`, less);
  tables.set(`more.${a}`, more);
  tables.set(`wide.${a}`, wide);
  tables.set(`narrow.${a}`, narrow);
}

/** 1 on the points at an end of an axis. */
function sideOf(shape: readonly number[], along: number, end: 'min' | 'max'): Uint8Array {
  const stride = shape.slice(0, along).reduce((product, n) => product * n, 1);
  const size = shape.reduce((product, n) => product * n, 1);
  const edge = end === 'min' ? 0 : shape[along] - 1;
  return Uint8Array.from({ length: size }, (_, at) => (Math.floor(at / stride) % shape[along] === edge ? 1 : 0));
}
