import { Failure } from '../../base/result';
import { type Equations, UNKNOWN, VOID } from './equations';
import { type Frame, forEachPlace } from './frame';
import { placeOf } from './quantity';

/** Pockets of at most this many cut points are slivers of the geometry, not of the domain. */
const SLIVER = 8;

/**
 * Looks for parts of the domain that nothing connects. Lone slivers of cut cells become void.
 * @returns whether u is fixed but for a constant: the domain is one part, and no wall and no c holds it.
 * @throws Failure 'bad-input' where one of several parts is not held, and where there is no unknown at all.
 */
export function isSingular(equations: Equations, isCut: (index: number) => boolean, hasHoles: boolean): boolean {
  const { kinds, anchored, frame } = equations;
  if (!kinds.includes(UNKNOWN)) {
    throw new Failure('bad-input', 'no point is unknown: use more cells, or a smaller obstacle or mask');
  }
  if (!hasHoles) return !anchored.includes(1);
  const pockets = pocketsOf(equations);
  const loose = pockets.filter(({ held }) => !held);
  const slivers = loose.filter(({ points }) => points.length <= SLIVER && points.every(isCut));
  for (const { points } of slivers) for (const index of points) kinds[index] = VOID;
  const rest = loose.filter((pocket) => !slivers.includes(pocket));
  if (rest.length === 0) return false;
  if (pockets.length - slivers.length === 1) return true;
  const { points } = rest.reduce((a, b) => (b.points.length < a.points.length ? b : a));
  const where = placeOf(points[0], frame.places).map((x) => Number(x.toPrecision(4)));
  const advice = `a closed pocket of ${points.length} points at (${where.join(', ')}) fixes u but for a constant`;
  throw new Failure('bad-input', `${advice}: fill it, open it, or give one of its walls a value`);
}

interface Pocket {
  readonly points: number[];
  readonly held: boolean;
}

function pocketsOf({ kinds, anchored, coefficients, offsets, frame }: Equations): Pocket[] {
  const seen = new Uint8Array(frame.count);
  const pockets: Pocket[] = [];
  for (let start = 0; start < frame.count; start++) {
    if (kinds[start] !== UNKNOWN || seen[start] === 1) continue;
    const points = [start];
    let held = false;
    seen[start] = 1;
    for (let at = 0; at < points.length; at++) {
      const index = points[at];
      if (anchored[index] === 1) held = true;
      for (let k = 1; k < offsets.length; k++) {
        if (coefficients[k][index] === 0) continue;
        const other = shifted(frame, index, offsets[k]);
        if (kinds[other] !== UNKNOWN || seen[other] === 1) continue;
        seen[other] = 1;
        points.push(other);
      }
    }
    pockets.push({ points, held });
  }
  return pockets;
}

/** The neighbour of a point that has one there. */
function shifted({ shape, strides }: Frame, index: number, step: readonly number[]): number {
  let out = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    const at = Math.floor(index / strides[axis]) % shape[axis];
    out += ((at + step[axis] + shape[axis]) % shape[axis]) * strides[axis];
  }
  return out;
}

/** Moves given neighbours to the right-hand side; leaves rows of unknown points alone. */
export function eliminateKnown(equations: Equations): void {
  const { kinds, values, rhs, anchored, coefficients, offsets, frame } = equations;
  const { shape, strides } = frame;
  const jumps = offsets.map((step) => step.reduce((sum, by, axis) => sum + by * strides[axis], 0));
  forEachPlace(shape, (index, place) => {
    if (kinds[index] !== UNKNOWN) {
      for (const row of coefficients) row[index] = 0;
      rhs[index] = 0;
      return;
    }
    let isInner = true;
    for (let axis = 0; axis < shape.length; axis++) {
      if (place[axis] === 0 || place[axis] === shape[axis] - 1) isInner = false;
    }
    for (let k = 1; k < offsets.length; k++) {
      const coefficient = coefficients[k][index];
      if (coefficient === 0) continue;
      const other = isInner ? index + jumps[k] : shifted(frame, index, offsets[k]);
      if (kinds[other] === UNKNOWN) continue;
      rhs[index] -= coefficient * values[other];
      coefficients[k][index] = 0;
      anchored[index] = 1;
    }
  });
}
