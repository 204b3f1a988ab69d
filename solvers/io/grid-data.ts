/** One axis of a rectangular grid: where values stand, and the faces between the cells where they stand in cells. */
export interface GridAxis {
  readonly name: string;
  /** Ascending. */
  readonly points: Float64Array;
  /** One more than points; null = values stand at the points themselves. */
  readonly faces: Float64Array | null;
}

/** Fields on one rectangular grid at one moment. */
export interface GridData {
  /** At most three, the fastest first: x, y, z. */
  readonly axes: readonly GridAxis[];
  /** Each of as many values as the axes' points span, the first axis fastest. */
  readonly fields: readonly { readonly name: string; readonly data: Float32Array | Float64Array }[];
  /** Null where nothing depends on time, or time is one of the axes. */
  readonly time: number | null;
}
