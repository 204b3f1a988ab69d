import type { Extent } from './camera';
import { latticeOver } from './lattice';
import { ArrowLayer } from './layers/arrows';
import type { Layers, Studio } from './paneParts';
import { HALF } from './streamlines';

/** Seconds that a particle lives, on average. */
const LIFETIME = 2.5;
/** Device pixels of the pane for each particle; software adapters draw fewer. */
const PIXELS_PER_PARTICLE = { hardware: 14, software: 22 } as const;
/** Width of the unseen rim of particles, as a fraction of the shorter side. */
const RIM = 0.16;

/** What the layers that follow the flow are told each frame. */
interface Motion {
  /** The part of the domain that is seen. */
  readonly window: Extent;
  readonly peak: number;
  readonly mean: number;
  /** Time of the flow that passes on the screen in this frame. */
  readonly time: number;
  readonly scale: number;
  readonly clip: readonly [number, number, number, number];
  readonly elapsed: number;
  /** Device pixels of a nominal pixel. */
  readonly unit: number;
}

/** Moves what follows the flow: particles, streamlines, arrows. */
export function moveFlow({ gpu, renderer }: Studio, { map, arrows, lines, trails }: Layers, motion: Motion): void {
  const { window, peak, mean, time, scale, clip, elapsed, unit } = motion;
  const [width, height] = [(window[1] - window[0]) * scale, (window[3] - window[2]) * scale];
  if (trails && map) {
    const count = Math.min(
      trails.particles.capacity,
      Math.round((width * height) / PIXELS_PER_PARTICLE[gpu.software ? 'software' : 'hardware']),
    );
    // A rim around what is seen feeds the inflow: beyond the domain the flow goes on as at its edge, unseen.
    const rim = (RIM * Math.min(width, height)) / scale;
    const wide: Extent = [window[0] - rim, window[1] + rim, window[2] - rim, window[3] + rim];
    trails.particles.step({ window: wide, step: time, elapsed, lifetime: LIFETIME, count });
    trails.layer.draw(renderer, count, clip, elapsed);
    map.showTrails(trails.layer.texture);
  }
  if (lines) {
    const reach = 0.34 * Math.sqrt(width * height);
    const lattice = latticeOver(window, (30 * unit) / scale, lines.traced.capacity);
    const period = (80 * unit) / scale;
    lines.traced.trace({ window, lattice, step: reach / scale / HALF, advance: time, period, slowest: 1e-4 * peak });
    lines.layer.update(lattice.columns * lattice.rows, period);
  }
  if (arrows) {
    const lattice = latticeOver(window, Math.max(width, height) / scale / 26, ArrowLayer.capacity);
    const inset = 0.35 * lattice.spacing;
    const inner: Extent = [window[0] + inset, window[1] - inset, window[2] + inset, window[3] - inset];
    arrows.update(lattice, inner, Math.min(peak, 2 * mean));
  }
}
