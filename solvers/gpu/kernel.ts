/** What one covered item (a cell, a row, ...) costs; the bench and the README tables are made of these. */
export interface KernelCost {
  /** Floating-point operations an item; an FMA counts 2. */
  readonly flops: number;
  /** Bytes an item that must travel to and from memory at least once. */
  readonly bytes: number;
}

/**
 * A kernel is data. Bindings, their kinds and the uniform layout are read from the WGSL by reflection
 * (webgpu-utils); the entry point is the only compute entry of the file.
 */
export interface Kernel {
  readonly name: string;
  readonly wgsl: string;
  /** Must equal the `@workgroup_size` of the entry point; items are covered by ceil(items / workgroup). */
  readonly workgroup: readonly [number, number, number];
  readonly cost: KernelCost;
  /** Values of `override` constants. */
  readonly constants?: Readonly<Record<string, number>>;
}
