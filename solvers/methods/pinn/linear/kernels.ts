import damp from '../../../../shaders/pinn/damp.wgsl?raw';
import diagonal from '../../../../shaders/pinn/diagonal.wgsl?raw';
import extract from '../../../../shaders/pinn/extract.wgsl?raw';
import direct from '../../../../shaders/pinn/product-direct.wgsl?raw';
import shared from '../../../../shaders/pinn/product-shared.wgsl?raw';
import times from '../../../../shaders/pinn/times.wgsl?raw';
import transposed from '../../../../shaders/pinn/transposed.wgsl?raw';
import type { Gpu, Kernel } from '../../../gpu';

export const DAMP: Kernel = { name: 'pinn damp', wgsl: damp, workgroup: [32, 1, 1], cost: { flops: 2, bytes: 8 } };

export const EXTRACT: Kernel = {
  name: 'pinn extract',
  wgsl: extract,
  workgroup: [32, 1, 1],
  cost: { flops: 0, bytes: 8 },
};

export const DIAGONAL: Kernel = {
  name: 'pinn diagonal',
  wgsl: diagonal,
  workgroup: [32, 1, 1],
  cost: { flops: 1024, bytes: 384 },
};

/** The kernel of products A^T B of matrices in panels, summed over `rows` rows. */
export function productKernel({ software, subgroup }: Gpu, rows: number): Kernel {
  // A block has 1,024 elements, which the items of its workgroup share.
  const cost = (items: number): Kernel['cost'] => ({
    flops: (2 * rows * 1024) / items,
    bytes: (8 * 32 * rows) / items,
  });
  if (software && subgroup === 8) return { name: 'pinn product', wgsl: shared, workgroup: [8, 1, 1], cost: cost(8) };
  return { name: 'pinn product', wgsl: direct, workgroup: [8, 8, 1], cost: cost(64) };
}

/** J v, of J with `columns` columns; an item is half a row. */
export function timesKernel(columns: number): Kernel {
  return { name: 'pinn times', wgsl: times, workgroup: [8, 1, 1], cost: { flops: columns, bytes: 2 * columns } };
}

/** Shares of J^T w, `rows` rows each. */
export function transposedKernel(rows: number): Kernel {
  return {
    name: 'pinn transposed',
    wgsl: transposed,
    workgroup: [8, 1, 1],
    cost: { flops: 8 * rows, bytes: 16 * rows },
  };
}
