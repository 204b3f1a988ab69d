import adjointSource from '../../../shaders/moe/adjoint.wgsl?raw';
import cotangentSource from '../../../shaders/moe/cotangent.wgsl?raw';
import gramSource from '../../../shaders/moe/gram.wgsl?raw';
import normalSource from '../../../shaders/moe/normal.wgsl?raw';
import pairsSource from '../../../shaders/moe/pairs.wgsl?raw';
import solveSource from '../../../shaders/moe/solve.wgsl?raw';
import type { Lowered, StageContext } from '../../array/stage';
import { foldItems, type Kernel } from '../../gpu';
import { DOUBLE_SINGLE } from '../../gpu/double-single';
import type { Layout } from './layout';
import type { LayerOptions } from './options';
import { adjointText, cotangentText, evaluateText, mostPairs, mostProducts } from './text';

const LANES = 64;
/** Floating-point operations of a product added in double-single. */
const PRODUCT = 25;

type Offsets = Readonly<Record<'channels' | 'values' | 'point' | 'sensed' | 'result', number>>;

/** The solve in one dispatch; the output is w and behind it the status. Inputs: channels, values, start. */
export function solveStages(layout: Layout, options: LayerOptions, context: StageContext): Lowered {
  const { families, members, n, rows } = layout;
  const { table, stride } = tableOf(
    layout,
    options,
    { pairs: 0, products: 0 },
    {
      channels: context.inputOffset(0),
      values: context.inputOffset(1),
      point: context.inputOffset(2),
      sensed: 0,
      result: context.outputOffset,
    },
  );
  const kernel: Kernel = {
    name: 'moe/solve',
    wgsl: [
      binding(0, 'channels', 'read'),
      binding(1, 'values', 'read'),
      binding(2, 'start', 'read'),
      binding(3, 'scratch', 'read_write'),
      binding(4, 'result', 'read_write'),
      tables(5),
      COMMON,
      gramSource,
      evaluateText(families),
      solveSource,
    ].join('\n'),
    workgroup: [LANES, 1, 1],
    // As many steps as are usual in training.
    cost: { flops: (6 * PRODUCT * rows * (n + 1) ** 2) / 2 / LANES, bytes: (4 * layout.channels) / members / LANES },
  };
  const operands = {
    channels: { kind: 'input', index: 0 },
    values: { kind: 'input', index: 1 },
    start: { kind: 'input', index: 2 },
    scratch: { kind: 'scratch', index: 0 },
    result: { kind: 'output' },
    ...tableOperands(layout, table),
  } as const;
  return { stages: [{ kernel, operands, extent: foldItems(members * LANES, LANES) }], scratch: [members * stride] };
}

/** The cotangents of channels and values in two dispatches. Inputs: channels, values, w, g. */
export function adjointStages(layout: Layout, options: LayerOptions, context: StageContext): Lowered {
  const { families, members, n, rows } = layout;
  const exact = options.hessian === 'exact';
  const { table, stride } = tableOf(
    layout,
    options,
    { pairs: mostPairs(families, exact), products: mostProducts(families, exact) },
    {
      channels: context.inputOffset(0),
      values: context.inputOffset(1),
      point: context.inputOffset(2),
      sensed: context.inputOffset(3),
      result: context.outputOffset,
    },
  );
  const solve: Kernel = {
    name: 'moe/adjoint',
    wgsl: [
      binding(0, 'channels', 'read'),
      binding(1, 'values', 'read'),
      binding(2, 'point', 'read'),
      binding(3, 'sensed', 'read'),
      binding(4, 'scratch', 'read_write'),
      tables(5),
      COMMON,
      gramSource,
      adjointText(families, exact),
      adjointSource,
    ].join('\n'),
    workgroup: [LANES, 1, 1],
    cost: { flops: (2 * PRODUCT * rows * (n + 1) ** 2) / LANES, bytes: (4 * layout.channels) / members / LANES },
  };
  const cotangent: Kernel = {
    name: 'moe/cotangent',
    wgsl: [
      binding(0, 'channels', 'read'),
      binding(1, 'values', 'read'),
      binding(2, 'scratch', 'read'),
      binding(3, 'result', 'read_write'),
      tables(4),
      COMMON_READ,
      cotangentText(families, exact),
      cotangentSource,
    ].join('\n'),
    workgroup: [LANES, 1, 1],
    cost: { flops: 60 * 3 * n, bytes: 8 * 3 * n },
  };
  const [channels, values, scratch] = [
    { kind: 'input', index: 0 },
    { kind: 'input', index: 1 },
    { kind: 'scratch', index: 0 },
  ] as const;
  const own = tableOperands(layout, table);
  const points = families.reduce((sum, family) => sum + family.samples * family.rows, 0);
  return {
    stages: [
      {
        kernel: solve,
        operands: {
          channels,
          values,
          point: { kind: 'input', index: 2 },
          sensed: { kind: 'input', index: 3 },
          scratch,
          ...own,
        },
        extent: foldItems(members * LANES, LANES),
      },
      {
        kernel: cotangent,
        operands: { channels, values, scratch, result: { kind: 'output' }, ...own },
        extent: foldItems(points, LANES),
      },
    ],
    scratch: [members * stride],
  };
}

// Guarded: what compilers do to error-free transforms cannot be asked while a program is being built.
const COMMON = [DOUBLE_SINGLE.guarded, pairsSource, normalSource].join('\n');
/** The same where scratch is only read. */
const COMMON_READ = [DOUBLE_SINGLE.guarded, pairsSource, normalSource.slice(0, normalSource.indexOf('fn four('))].join(
  '\n',
);

function binding(index: number, name: string, access: 'read' | 'read_write'): string {
  return `@group(0) @binding(${index}) var<storage, ${access}> ${name}: array<f32>;`;
}

function tables(index: number): string {
  return `@group(0) @binding(${index}) var<storage, read> sizes: Sizes;
@group(0) @binding(${index + 1}) var<storage, read> families: array<Family>;`;
}

function tableOperands(layout: Layout, table: Uint32Array) {
  let begin = 0;
  const rows = layout.families.flatMap(({ formula, rows: own, share, samples, first, channels, values }) => {
    const count = samples * own;
    const row = [own, share, first, channels, values, begin, count, formula.terms.length];
    begin += count;
    return row;
  });
  return {
    sizes: { kind: 'table', data: table },
    families: { kind: 'table', data: Uint32Array.from(rows) },
  } as const;
}

/** `Sizes` of normal.wgsl, and the elements of scratch that a member needs. */
function tableOf(
  layout: Layout,
  options: LayerOptions,
  { pairs, products }: { readonly pairs: number; readonly products: number },
  offsets: Offsets,
) {
  const { members, n, rows, families } = layout;
  const wide = 4 * Math.ceil((n + 1) / 4);
  const side = wide / 4;
  const tiles = (side * (side + 1)) / 2;
  const splits = Math.max(1, Math.floor(LANES / tiles));
  let at = rows * wide;
  const after = (elements: number): number => {
    at += elements;
    return at - elements;
  };
  const square = 2 * wide * wide;
  const parts = [
    rows,
    tiles * splits * 32,
    square,
    square,
    square,
    2 * wide,
    2 * wide,
    rows * pairs,
    2 * rows * products,
  ].map(after);
  const points = families.reduce((sum, family) => sum + family.samples * family.rows, 0);
  const table = Uint32Array.from([
    members,
    n,
    wide,
    rows,
    tiles,
    splits,
    at,
    ...parts,
    offsets.channels,
    offsets.values,
    offsets.point,
    offsets.sensed,
    offsets.result,
    options.iterations,
    layout.channels,
    points,
    4,
    8,
    LANES,
    0,
    0,
    0,
    0,
  ]);
  new Float32Array(table.buffer).set([options.tolerance, options.damping, options.ridge], table.length - 3);
  return { table, stride: at };
}
