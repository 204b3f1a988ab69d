import type { Extent, Kernel } from '../gpu';

/** What stands behind a WGSL variable of a {@link Stage}. */
export type Operand =
  /** The value of the k-th input of the node; elements start where {@link StageContext.inputOffset} says. */
  | { readonly kind: 'input'; readonly index: number }
  /** The node's own value. */
  | { readonly kind: 'output' }
  /** Room of the node's own, alive until the node's last reader is done; shared with nodes that name it as `saved`. */
  | { readonly kind: 'scratch'; readonly index: number }
  /** The scratch of the k-th input, which must be a node that keeps one (a backward pass reads the forward's). */
  | { readonly kind: 'saved'; readonly input: number; readonly index: number }
  /** Numbers made in f64 on the host, uploaded once. */
  | { readonly kind: 'table'; readonly data: Float32Array | Uint32Array };

/** One dispatch of a heavy operation. */
export interface Stage {
  readonly kernel: Kernel;
  /** By WGSL variable. */
  readonly operands: Readonly<Record<string, Operand>>;
  readonly extent: Extent;
}

/** How a heavy operation runs on the device: its dispatches in order, and the room that they need between them. */
export interface Lowered {
  readonly stages: readonly Stage[];
  /** 4-byte elements of each scratch array. */
  readonly scratch: readonly number[];
}

/** What a lowering may know of the place of its operands. */
export interface StageContext {
  /** First element of the k-th input within its buffer (parameters are slices of one buffer). */
  inputOffset(index: number): number;
  /** First element of the output within its buffer (gradients are slices of one buffer). */
  readonly outputOffset: number;
  /** Whether barriers are dear and workgroup memory is slow: llvmpipe, SwiftShader. */
  readonly software: boolean;
  /** Threads of every subgroup, or 0 where they vary or kernels cannot use subgroups. */
  readonly subgroup: number;
}
