import type { Extent, Kernel } from '../gpu';
import type { Node } from './node';
import type { MemoryPlan } from './plan';
import { shown } from './shape';

/** What the listing says of a dispatch. */
export interface ListedDispatch {
  readonly kernel: Kernel;
  readonly extent: Extent;
  readonly outputs: readonly Node[];
}

/** A program as a table: each dispatch with its kernel, what it stores, threads, bytes and flops; then the sums. */
export function listing(name: string, dispatches: readonly ListedDispatch[], memory: MemoryPlan): string {
  const rows = dispatches.map(({ kernel, extent, outputs }, k) => {
    const [x, y = 1, z = 1] = extent;
    const items = x * y * z;
    return {
      cells: [
        String(k + 1),
        kernel.name,
        outputs.map(({ shape }) => shown(shape)).join(' '),
        shown([x, y, z]),
        (kernel.cost.bytes * items).toFixed(0),
        (kernel.cost.flops * items).toFixed(0),
      ],
      bytes: kernel.cost.bytes * items,
      flops: kernel.cost.flops * items,
    };
  });
  const head = ['', 'kernel', 'stores', 'threads', 'bytes', 'flops'];
  const lines = [head, ...rows.map(({ cells }) => cells)];
  const widths = head.map((_, c) => Math.max(...lines.map((line) => line[c].length)));
  const text = lines.map((line) =>
    line.map((cell, c) => (c > 3 ? cell.padStart(widths[c]) : cell.padEnd(widths[c]))).join('  '),
  );
  const total = (pick: (row: (typeof rows)[number]) => number): string =>
    rows.reduce((sum, row) => sum + pick(row), 0).toFixed(0);
  const own = 4 * memory.slots.reduce((sum, slot) => sum + slot.elements, 0);
  const sums = `${rows.length} dispatches, ${total((row) => row.bytes)} bytes moved, ${total((row) => row.flops)} flops`;
  return [
    `${name}:`,
    ...text.map((line) => line.trimEnd()),
    `${sums}, ${own} bytes of arrays in ${memory.slots.length} buffers`,
  ].join('\n');
}
