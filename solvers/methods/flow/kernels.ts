import axes from '../../../shaders/flow/axes.wgsl?raw';
import bounds from '../../../shaders/flow/bounds.wgsl?raw';
import centre from '../../../shaders/flow/centre.wgsl?raw';
import display from '../../../shaders/flow/display.wgsl?raw';
import divergence from '../../../shaders/flow/divergence.wgsl?raw';
import gather from '../../../shaders/flow/gather.wgsl?raw';
import grid from '../../../shaders/flow/grid.wgsl?raw';
import momentum from '../../../shaders/flow/momentum.wgsl?raw';
import project from '../../../shaders/flow/project.wgsl?raw';
import sample from '../../../shaders/flow/sample.wgsl?raw';
import status from '../../../shaders/flow/status.wgsl?raw';
import stream from '../../../shaders/flow/stream.wgsl?raw';
import type { Kernel } from '../../gpu';

/** Rows that one item of `status` covers; the same number stands in status.wgsl. */
export const STATUS_ROWS = 16;

/** Display quantities in the order of `choice.field` in display.wgsl. */
export const DISPLAY_FIELDS = ['speed', 'vorticity', 'p', 'u', 'v'] as const;

/** Rows that one item of `momentum` covers; the same number stands in momentum.wgsl. */
export const MOMENTUM_ROWS = 16;

/** Which variant of the kernels a problem needs. */
export interface Variant {
  /** There are bodies. */
  readonly obstacles: boolean;
  /** All cells have one size, so that the axes need not be read. */
  readonly uniform: boolean;
}

/** The kernels of the flow method. */
export function flowKernels({ obstacles, uniform }: Variant) {
  const make = (name: string, wgsl: string, flops: number, bytes: number, constants = {}): Kernel => ({
    name: `flow/${name}`,
    wgsl,
    workgroup: [64, 1, 1],
    cost: { flops, bytes },
    constants,
  });
  const cells = { UNIFORM: uniform ? 1 : 0 };
  const bodies = { ...cells, OBSTACLES: obstacles ? 1 : 0 };
  const rows = MOMENTUM_ROWS;
  const onGrid = (body: string) => grid + axes + body;
  return {
    /** The first stage, where the start of the step is the present state, and the other two. */
    firstMomentum: make('first momentum', onGrid(momentum), 260 * rows, 40 * rows, { ...bodies, FIRST: 1 }),
    momentum: make('momentum', onGrid(momentum), 260 * rows, 56 * rows, { ...bodies, FIRST: 0 }),
    bounds: make('bounds', grid + bounds, 8, 96),
    divergence: make('divergence', onGrid(divergence), 10, 20, bodies),
    project: make('project', onGrid(project), 24, 76, bodies),
    status: make('status', onGrid(status), 60 * STATUS_ROWS, 32 * STATUS_ROWS, bodies),
    gather: make('gather', gather, 8, 32),
    centre: make('centre', grid + centre, 4, 24),
    stream: make('stream', onGrid(stream), 4096, 16384, bodies),
    sample: make('sample', sample, 8, 100),
    display: make('display', onGrid(display), 20, 24, cells),
  };
}
