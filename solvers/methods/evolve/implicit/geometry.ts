import { type Box, discretise, type Obstacle, pointCount, type Sides } from '../../../grid';

/** A body as this grid takes it: its signed distance, and its value at places on its surface; null = insulated. */
export interface Body {
  readonly distance: (x: number, y: number, z: number) => number;
  readonly value: ((x: number, y: number, z: number) => number) | null;
}

/** How points are joined along an axis: area over distance to the one before and the one after, 0 where there is none. */
export interface Links {
  readonly before: Float64Array;
  readonly after: Float64Array;
}

/**
 * Finite volumes of an unknown on the nodes of a box (the last node of a periodic axis is its first and left out), x
 * fastest: how much each point owns, how it is joined to others, and what it has of the walls. All with a diffusivity of
 * 1; the nodes of every side have an equation, whatever is said there.
 */
export interface Geometry {
  /** Points along each axis, x first. */
  readonly shape: readonly number[];
  /** Volume; 0 where there is no equation: inside a body, or on its surface where a value is given. */
  readonly volumes: Float64Array;
  readonly links: readonly Links[];
  /** Area of the sides along each axis that are no periods; 0 but on its first and last points. */
  readonly areas: readonly (Float64Array | null)[];
  /** Of the bodies with values, in their order. */
  readonly bodies: readonly BodyTables[];
}

interface BodyTables {
  /** Area over distance to its surface. */
  readonly legs: Float64Array;
  /** The mean of its value there. */
  readonly values: Float64Array;
  /** 1 at points without an equation that it covers. */
  readonly inside: Float64Array;
}

/** Layers that stand for a line: a plane that does not change along y. */
const LAYERS = 3;

/**
 * @param box one to three axes @param periodic for each axis
 * @throws Failure 'bad-input' where bodies leave nothing, or sizes are over the caps
 */
export function geometryOf(box: Box, periodic: readonly boolean[], bodies: readonly Body[]): Geometry {
  const line = box.cells.length === 1;
  const whole = line ? { min: [box.min[0], 0], max: [box.max[0], LAYERS], cells: [box.cells[0], LAYERS] } : box;
  const around = line ? [periodic[0], true] : periodic;
  const shape = box.cells.map((count, a) => (periodic[a] ? count : count + 1));
  const points = pointCount(shape);
  const solve = (value: (body: number) => Obstacle['wall']['value'], along: number) => {
    const sides = around.map((wraps, a): Sides => {
      const wall = { kind: 'neumann', value: a === along ? 1 : 0 } as const;
      return wraps ? 'periodic' : [wall, wall];
    });
    const obstacles = bodies.map((body, k): Obstacle => {
      const wall = body.value
        ? ({ kind: 'dirichlet', value: value(k) } as const)
        : ({ kind: 'neumann', value: 0 } as const);
      return { distance: body.distance, wall };
    });
    // c = 1 holds u wherever nothing else does; its part of the diagonal is the volumes.
    return discretise({ box: whole, at: 'nodes', a: 1, c: 1, f: 0, sides, obstacles });
  };
  const rhs = (value: Parameters<typeof solve>[0], along = -1): Float64Array =>
    solve(value, along).rhs.slice(0, points);
  const { operator, volumes: all } = solve(() => 0, -1);
  const volumes = all.slice(0, points);
  const covers = coveringOf(box, periodic, bodies, volumes);
  const along = (axis: number, by: number): Float64Array => {
    const k = operator.offsets.findIndex((step) => step.every((one, a) => one === (a === axis ? by : 0)));
    return operator.coefficients[k].slice(0, points).map((value) => Math.max(0, -value));
  };
  return {
    shape,
    volumes,
    links: shape.map((_, axis) => ({ before: along(axis, -1), after: along(axis, 1) })),
    areas: shape.map((_, axis) => (periodic[axis] ? null : rhs(() => 0, axis))),
    bodies: bodies.flatMap(({ value }, own) => {
      if (!value) return [];
      const legs = rhs((k) => (k === own ? 1 : 0));
      const weighted = rhs((k) => (k === own ? value : 0));
      const values = weighted.map((sum, at) => (legs[at] > 0 ? sum / legs[at] : 0));
      return [{ legs, values, inside: Float64Array.from(covers, (body) => (body === own ? 1 : 0)) }];
    }),
  };
}

/** The body that covers each point without an equation; -1 elsewhere. */
function coveringOf(
  box: Box,
  periodic: readonly boolean[],
  bodies: readonly Body[],
  volumes: Float64Array,
): Int32Array {
  const places = placesOf(box, periodic);
  return Int32Array.from(volumes, (volume, at) => {
    if (volume > 0) return -1;
    let rest = at;
    const [x, y = 0, z = 0] = places.map((along) => {
      const own = along[rest % along.length];
      rest = Math.floor(rest / along.length);
      return own;
    });
    const distances = bodies.map(({ distance }) => distance(x, y, z));
    return distances.indexOf(Math.min(...distances));
  });
}

/** Positions of the points along each axis, x first. */
export function placesOf(box: Box, periodic: readonly boolean[]): Float64Array[] {
  return box.cells.map((count, a) =>
    Float64Array.from(
      { length: periodic[a] ? count : count + 1 },
      (_, i) => box.min[a] + ((box.max[a] - box.min[a]) * i) / count,
    ),
  );
}
