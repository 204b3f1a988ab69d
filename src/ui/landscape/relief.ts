/** A corner of a surface in the picture: pixels, and how far it is away. */
export interface Corner {
  readonly x: number;
  readonly y: number;
  readonly far: number;
}

export interface Quad {
  readonly corners: readonly Corner[];
  /** Mean height, 0 to 1. */
  readonly height: number;
  /** 0 to 1. */
  readonly light: number;
}

/** Height of the surface over the length of its sides. */
const RELIEF = 0.62;
/** The part of the picture that it fills at most. */
const FILL = 0.94;
const LIGHT = [-0.45, -0.3, 0.84] as const;

/**
 * A height surface as quads in the order in which they are painted, the farthest first; seen from afar.
 * @param heights [size][size] from 0 to 1; quads with a corner that is no number are left out
 */
export function quadsOf(
  heights: Float64Array,
  size: number,
  [azimuth, elevation]: readonly [number, number],
  [width, height]: readonly [number, number],
): Quad[] {
  const [sa, ca, se, ce] = [Math.sin(azimuth), Math.cos(azimuth), Math.sin(elevation), Math.cos(elevation)];
  const reach = Math.abs(sa) + Math.abs(ca);
  const scale = FILL * Math.min(width / reach, height / (reach * se + RELIEF * ce));
  const place = (k: number): readonly [number, number, number] => [
    (k % size) / (size - 1) - 0.5,
    Math.floor(k / size) / (size - 1) - 0.5,
    RELIEF * (heights[k]! - 0.5),
  ];
  const seen = ([x, y, z]: readonly [number, number, number]): Corner => {
    const back = x * sa - y * ca;
    return {
      x: width / 2 + scale * (x * ca + y * sa),
      y: height / 2 - scale * (z * ce - back * se),
      far: -(back * ce + z * se),
    };
  };
  const quads: Quad[] = [];
  for (let j = 0; j + 1 < size; j++) {
    for (let i = 0; i + 1 < size; i++) {
      const at = [j * size + i, j * size + i + 1, (j + 1) * size + i + 1, (j + 1) * size + i];
      const mean = at.reduce((sum, k) => sum + heights[k]!, 0) / 4;
      if (!Number.isFinite(mean)) continue;
      const places = at.map(place);
      quads.push({ corners: places.map(seen), height: mean, light: lightOf(places) });
    }
  }
  const far = ({ corners }: Quad): number => corners.reduce((sum, corner) => sum + corner.far, 0);
  return quads.sort((a, b) => far(b) - far(a));
}

/** Of the plane through the diagonals. */
function lightOf(places: readonly (readonly [number, number, number])[]): number {
  const along = (from: number, to: number) => places[to]!.map((own, axis) => own - places[from]![axis]!);
  const [a, b] = [along(0, 2), along(1, 3)];
  const normal = [a[1]! * b[2]! - a[2]! * b[1]!, a[2]! * b[0]! - a[0]! * b[2]!, a[0]! * b[1]! - a[1]! * b[0]!];
  const length = Math.hypot(...normal) || 1;
  return 0.5 + (0.5 * normal.reduce((sum, own, axis) => sum + own * LIGHT[axis]!, 0)) / length;
}
