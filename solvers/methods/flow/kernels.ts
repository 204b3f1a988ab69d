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

/** Display quantities in the order of `FIELD` in display.wgsl. */
export const DISPLAY_FIELDS = ['speed', 'vorticity', 'p', 'u', 'v'] as const;

/** The kernels of the flow method; `obstacles` compiles the variants with bodies. */
export function flowKernels(obstacles: boolean) {
  const make = (name: string, body: string, flops: number, bytes: number, constants = {}): Kernel => ({
    name: `flow/${name}`,
    wgsl: grid + body,
    workgroup: [64, 1, 1],
    cost: { flops, bytes },
    constants,
  });
  const bodies = { OBSTACLES: obstacles ? 1 : 0 };
  return {
    momentum: make('momentum', momentum, 260, 56, bodies),
    bounds: make('bounds', bounds, 8, 96),
    divergence: make('divergence', divergence, 10, 24, bodies),
    project: make('project', project, 24, 76, bodies),
    status: make('status', status, 60 * STATUS_ROWS, 32 * STATUS_ROWS, bodies),
    gather: { ...make('gather', '', 8, 32), wgsl: gather },
    centre: make('centre', centre, 4, 24),
    stream: make('stream', stream, 4096, 16384, bodies),
    sample: { ...make('sample', '', 8, 100), wgsl: sample },
    display: DISPLAY_FIELDS.map((name, FIELD) => make(`display ${name}`, display, 20, 24, { FIELD })),
  };
}
