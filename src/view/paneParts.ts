import type { Texture, WebGPURenderer } from 'three/webgpu';
import type { Gpu } from '../../solvers/gpu';
import type { Display, DisplayField } from '../../solvers/methods/solver';
import type { FlowGrid } from './flowGrid';
import type { ArrowLayer } from './layers/arrows';
import type { LineLayer } from './layers/lines';
import type { MapLayer } from './layers/map';
import type { SurfaceLayer } from './layers/surface';
import type { TrailLayer } from './layers/trails';
import type { ArrayNodes, FieldNodes } from './nodes';
import type { Particles } from './particles';
import type { RangeMeter } from './rangeMeter';
import type { Streamlines } from './streamlines';
import type { VolumeLayer } from './volume/volume-layer';

/** What panes share on one device and one display. */
export interface Studio {
  readonly gpu: Gpu;
  readonly renderer: WebGPURenderer;
  readonly display: Display;
  readonly flow: FlowGrid;
  readonly arrays: ArrayNodes;
  readonly field: FieldNodes;
  readonly meter: RangeMeter;
  readonly atlas: Texture;
}

/** What a pane draws. */
export interface Layers {
  readonly field: DisplayField;
  readonly map: MapLayer | null;
  readonly surface: SurfaceLayer | null;
  readonly arrows: ArrowLayer | null;
  readonly lines: { readonly traced: Streamlines; readonly layer: LineLayer } | null;
  readonly trails: { readonly particles: Particles; readonly layer: TrailLayer } | null;
  readonly volume: VolumeLayer | null;
}
