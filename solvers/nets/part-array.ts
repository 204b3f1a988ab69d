/** An array of a part of a network, in C order. */
export interface PartArray {
  readonly key: string;
  readonly shape: readonly number[];
  /** Elements begin uniform in +- this, or as ones. */
  readonly start: number | 'ones';
}
