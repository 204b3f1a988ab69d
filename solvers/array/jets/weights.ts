import { sumOfShares } from '../shares';
import type { Lowered, Stage, StageContext } from '../stage';
import { HANDING, type JetPlan, LOAD } from './shape';
import { type Block, directText, NO_BIAS, sharedText } from './weight-kernels';

/** Threads to have at least, by splitting the points. */
const ENOUGH_THREADS = { hardware: 4096, software: 32 } as const;
const ENOUGH_SUBGROUPS = 16;
/** Words of the block table: rows of H and delta, element of W, width of it, rows, columns, first or not, spare. */
const WORDS = 8;

/**
 * The gradient of all weights: a thread (or, where it shares its loads, a subgroup) has a block of one layer and a
 * share of the tiles, and sums over their points and channels, four numbers of a row at once. There is no barrier: it
 * would cost more here. `delta` is the scratch of that number.
 */
export function weightStages(plan: JetPlan, ctx: StageContext, delta: number): Lowered {
  const block = blockShape(plan);
  const table = blockTable(plan, block);
  const blocks = table.length / WORDS;
  const enough = plan.sharing > 0 ? ENOUGH_SUBGROUPS : ctx.software ? ENOUGH_THREADS.software : ENOUGH_THREADS.hardware;
  const share = Math.ceil(plan.tiles / Math.ceil(enough / blocks));
  const splits = Math.ceil(plan.tiles / share);
  const { parameters, tiles, count, lanes, threads, sharing } = plan;
  const whole = splits === 1;
  const products = plan.layers.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
  const width = sharing > 0 ? blocks * sharing : blocks;
  const items = width * splits;
  const inputRows = count * plan.layers.reduce((sum, { inputs }) => sum + inputs, 0);
  const moved = lanes * threads * tiles * (inputRows + plan.deltaRows) + splits * parameters;
  const text = sharing > 0 ? sharedText : directText;
  const partial: Stage = {
    kernel: {
      name: 'jet weight gradient',
      wgsl: text(plan, block, { blocks, share, offset: whole ? ctx.outputOffset : 0 }),
      workgroup: [sharing > 0 ? sharing : threads, 1, 1],
      cost: { flops: (2 * count * products * lanes * threads * tiles) / items, bytes: (4 * moved) / items },
    },
    operands: {
      blocks: { kind: 'table', data: table },
      tape: { kind: 'saved', input: 2, index: 0 },
      delta: { kind: 'scratch', index: delta },
      result: whole ? { kind: 'output' } : { kind: 'scratch', index: delta + 1 },
    },
    extent: [width, splits],
  };
  if (whole) return { stages: [partial], scratch: [] };
  const reduce = sumOfShares(parameters, splits, ctx.outputOffset, {
    parts: { kind: 'scratch', index: delta + 1 },
    gradient: { kind: 'output' },
  });
  return { stages: [partial, reduce], scratch: [splits * parameters] };
}

/** The block that needs the least work over all layers, overhang and loads counted, in fused multiply-adds. */
function blockShape({ layers, sharing, sums }: JetPlan): Block {
  const step = Math.max(1, sharing);
  const most = sharing > 0 ? 64 : Math.min(256, 2 * sums);
  let best: Block = { rows: 1, columns: step };
  let least = Number.POSITIVE_INFINITY;
  for (let rows = 1; rows <= 32; rows++) {
    for (let each = 1; each <= 16 && rows * each <= most; each++) {
      // A subgroup's threads hand round what each has loaded of the rows, and have columns of their own.
      const handed = sharing > 0 ? LOAD * Math.ceil(rows / sharing) + HANDING * rows : LOAD * rows;
      const work = rows * each + handed + LOAD * each;
      const cost = layers.reduce((sum, { inputs, outputs }) => {
        return sum + Math.ceil(inputs / rows) * Math.ceil(outputs / (each * step)) * work;
      }, 0);
      if (cost < least) [best, least] = [{ rows, columns: each * step }, cost];
    }
  }
  return best;
}

function blockTable(plan: JetPlan, { rows, columns }: Block): Uint32Array {
  const words: number[] = [];
  plan.layers.forEach(({ inputs, outputs, start }, k) => {
    for (let row = 0; row < inputs; row += rows) {
      for (let column = 0; column < outputs; column += columns) {
        const h = plan.hRow(k) + row * plan.count;
        const d = plan.deltaRow(k + 1) + column * plan.count;
        const left = [Math.min(rows, inputs - row), Math.min(columns, outputs - column)];
        // The biases lie behind W: the first row of blocks sums them, too.
        const bias = row === 0 ? start + inputs * outputs + column : NO_BIAS;
        words.push(h, d, start + row * outputs + column, outputs, ...left, bias, 0);
      }
    }
  });
  return Uint32Array.from(words);
}
