import type { Display } from '../../../solvers/methods/solver';

/** The points of a picture, where its values stand: increasing along each axis. */
export interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Where the values of a picture stand. */
export function pointsOf({ facesX, facesY, points }: Pick<Display, 'facesX' | 'facesY' | 'points'>): Points {
  return points ?? { x: middles(facesX), y: middles(facesY) };
}

function middles(faces: Float64Array): Float64Array {
  return Float64Array.from({ length: faces.length - 1 }, (_, k) => (faces[k]! + faces[k + 1]!) / 2);
}
