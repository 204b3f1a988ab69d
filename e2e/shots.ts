import type { Extent } from '../src/view/camera';

/** How a scene's thumbnail is taken. */
export interface Shot {
  readonly preset: string;
  /** Settings beside the preset's; grids are coarser, for software adapters. The picture is of the end time. */
  readonly settings: readonly string[];
  readonly pane: Readonly<Record<string, unknown>>;
  /** The part of the domain in the thumbnail, [x0, x1, y0, y1]; the middle where it is left out. */
  readonly crop?: Extent;
}

const TOP: Extent = [0, 1, 0.375, 1];
const MIDDLE: Extent = [0, 1, 0.1875, 0.8125];
const WAKE: Extent = [0.08, 0.73, 0.002, 0.408];
const LINES = { field: 'speed', streamlines: true };
const GRAINS = { field: 'vorticity', particles: true, range: [-6, 6] };
/** One for each preset. */
export const SHOTS: readonly Shot[] = [
  { preset: 'cavity-re100', settings: ['grid.n=64', 'coordinates.t=[0,5]'], pane: LINES, crop: TOP },
  { preset: 'cavity-re400', settings: ['grid.n=64', 'coordinates.t=[0,12]'], pane: GRAINS, crop: TOP },
  { preset: 'cavity-re1000', settings: ['grid.n=96', 'coordinates.t=[0,14]'], pane: LINES, crop: TOP },
  { preset: 'cavity-re3200', settings: ['grid.n=96', 'coordinates.t=[0,14]'], pane: GRAINS, crop: TOP },
  {
    preset: 'cylinder-re20',
    settings: ['grid.n=220', 'coordinates.t=[0,3]'],
    pane: { field: 'speed', streamlines: true },
    crop: WAKE,
  },
  {
    preset: 'cylinder-re100',
    settings: ['grid.n=330', 'coordinates.t=[0,4]'],
    pane: { field: 'vorticity' },
    crop: WAKE,
  },
  {
    preset: 'shear-layer',
    settings: ['grid.n=128', 'coordinates.t=[0,1.2]'],
    pane: { field: 'vorticity' },
    crop: MIDDLE,
  },
  {
    preset: 'decaying-turbulence',
    settings: ['grid.n=128', 'coordinates.t=[0,3]'],
    pane: { field: 'vorticity' },
    crop: MIDDLE,
  },
  {
    preset: 'taylor-green',
    settings: ['grid.n=64', 'coordinates.t=[0,0.2]'],
    pane: { field: 'vorticity', contours: true, arrows: true },
    crop: [0, 2 * Math.PI, 0.375 * Math.PI, 1.625 * Math.PI],
  },
  { preset: 'poisson', settings: ['grid.n=128'], pane: { field: 'u', contours: true } },
  { preset: 'darcy', settings: [], pane: { field: 'u', contours: true } },
  { preset: 'poisson-jump', settings: ['grid.n=128'], pane: { field: 'u', contours: true } },
  { preset: 'poisson-l', settings: ['grid.n=128'], pane: { field: 'u', contours: true } },
  {
    preset: 'two-charges',
    settings: [],
    pane: { field: 'u', contours: true, colormap: 'vik' },
    crop: [-1.66, 1.66, -1.04, 1.04],
  },
  { preset: 'anisotropic', settings: ['grid.n=128'], pane: { field: 'u' } },
  { preset: 'helmholtz', settings: ['grid.n=128'], pane: { field: 'u' } },
  { preset: 'bratu', settings: ['grid.n=64'], pane: { field: 'u', contours: true } },
  { preset: 'heat-sink', settings: ['grid.n=64'], pane: { field: 'a' } },
  ...[
    'burgers',
    'allen-cahn',
    'kdv',
    'kuramoto-sivashinsky',
    'convection',
    'reaction',
    'reaction-diffusion',
    'wave',
  ].map((preset): Shot => ({ preset, settings: ['grid.n=256'], pane: { field: 'u' } })),
  { preset: 'diffusion-sorption', settings: ['grid.n=64', 'coordinates.t=[0,100]'], pane: { field: 'u' } },
  { preset: 'schroedinger', settings: [], pane: { field: 'u' } },
  { preset: 'heat', settings: ['grid.n=64', 'coordinates.t=[0,0.2]'], pane: { field: 'u', contours: true } },
  { preset: 'gray-scott', settings: ['grid.n=96', 'coordinates.t=[0,2000]', 'dt=4'], pane: { field: 'v' } },
  { preset: 'shallow-water', settings: ['grid.n=64', 'coordinates.t=[0,0.4]'], pane: { field: 'h' } },
  { preset: 'cahn-hilliard', settings: ['grid.n=64', 'coordinates.t=[0,0.05]'], pane: { field: 'u' } },
  { preset: 'swift-hohenberg', settings: ['grid.n=96', 'coordinates.t=[0,40]'], pane: { field: 'u' } },
  { preset: 'kovasznay', settings: ['grid.n=96', 'coordinates.t=[0,2]'], pane: { field: 'speed', streamlines: true } },
  ...['burgers-operator', 'burgers-inverse'].map((preset): Shot => {
    return { preset, settings: ['grid.n=256', 'method=evolve'], pane: { field: 'u' } };
  }),
  { preset: 'darcy-inverse', settings: ['grid.n=64', 'method=multigrid'], pane: { field: 'u', contours: true } },
  { preset: 'ns-vorticity-moe', settings: ['grid.n=32', 'coordinates.t=[0,1]'], pane: { field: 'w' } },
  { preset: 'heat-body', settings: ['coordinates.t=[0,2]'], pane: { field: 'T' } },
  { preset: 'ns-vorticity-forced', settings: ['coordinates.t=[0,12]'], pane: { field: 'w' } },
  { preset: 'ns-vorticity-decaying', settings: ['grid.n=128', 'coordinates.t=[0,1]'], pane: { field: 'w' } },
  { preset: 'poisson-chebyshev', settings: ['grid.n=128'], pane: { field: 'u', contours: true } },
  { preset: 'poisson-periodic', settings: ['grid.n=128'], pane: { field: 'u', contours: true } },
  { preset: 'convection-lagrangian', settings: ['grid.n=256', 'method=evolve'], pane: { field: 'u' } },
  { preset: 'kolmogorov', settings: ['grid.n=64', 'coordinates.t=[0,10]'], pane: { field: 'w' } },
];
