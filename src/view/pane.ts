import { CanvasTarget, LinearSRGBColorSpace, OrthographicCamera, Scene } from 'three/webgpu';
import type { PaneCamera, PaneRange, PaneSettings } from '../worker/protocol';
import { defaultCamera, type Pixels, pixelsPerUnit, stretchOf, visibleRectangle } from './camera';
import { colormap } from './colormaps';
import { intersection } from './lattice';
import { ArrowLayer } from './layers/arrows';
import { LineLayer } from './layers/lines';
import { MapLayer, type Picture } from './layers/map';
import { clearScene } from './layers/strokes';
import { SurfaceLayer } from './layers/surface';
import { TrailLayer } from './layers/trails';
import { moveFlow } from './motion';
import { PaneUniforms } from './nodes';
import type { Layers, Studio } from './paneParts';
import { Particles } from './particles';
import { SPEED } from './rangeMeter';
import { Streamlines } from './streamlines';

/** Seconds in which typical fluid crosses a pane's shorter side. */
const CROSSING = 5;
const FADE_IN = 0.35;

const NO_LAYERS = { map: null, surface: null, arrows: null, lines: null, trails: null, volume: null } as const;

/** One canvas: its settings and camera outlive displays, its layers do not. */
export class Pane {
  readonly target: CanvasTarget;
  readonly #uniforms = new PaneUniforms();
  readonly #scene = new Scene();
  readonly #flat = new OrthographicCamera();
  #pixels: Pixels;
  #settings: PaneSettings | null = null;
  #camera: PaneCamera | null = null;
  #layers: Layers | null = null;
  /** True while the layers on the device are not those of the settings. */
  #stale = true;
  #generation = 0;

  constructor(canvas: OffscreenCanvas, pixels: Pixels) {
    [canvas.width, canvas.height] = pixels;
    this.target = new CanvasTarget(canvas as unknown as HTMLCanvasElement);
    this.#pixels = pixels;
    this.resize(pixels);
  }

  get canvas(): OffscreenCanvas {
    return this.target.domElement as unknown as OffscreenCanvas;
  }

  setSettings(settings: PaneSettings): void {
    const before = this.#settings;
    this.#settings = settings;
    const keys = ['field', 'mode', 'colormap', 'contours', 'arrows', 'streamlines', 'particles'] as const;
    if (!before || keys.some((key) => before[key] !== settings[key])) this.#stale = true;
  }

  setCamera(camera: PaneCamera): void {
    this.#camera = camera;
  }

  /** The layers are made anew with the next frame, for another display. */
  renew(): void {
    this.clear();
    this.#uniforms.reveal.value = 0;
    this.#stale = true;
  }

  /** The display field that is shown, or null before the settings are known. */
  fieldName({ display }: Studio): string | null {
    const settings = this.#settings;
    if (!settings) return null;
    return (display.fields.find(({ name }) => name === settings.field) ?? display.fields[0]!).name;
  }

  /** The field that sets the range of the one that is shown, where there is one. */
  leader(studio: Studio): string | null {
    const name = this.fieldName(studio);
    return studio.display.fields.find((field) => field.name === name)?.rangeOf ?? null;
  }

  /** True where the pane needs the display's velocity. */
  get flows(): boolean {
    const settings = this.#settings;
    return settings?.mode === 'map' && (settings.arrows || settings.streamlines || settings.particles);
  }

  resize(pixels: Pixels): void {
    this.#pixels = pixels;
    this.target.setSize(...pixels, false);
    this.#uniforms.pixels.value.set(...pixels);
    this.#uniforms.unit.value = Math.min(2.2, Math.max(1, Math.sqrt(pixels[0] * pixels[1]) / 620));
    if (this.#layers?.trails) this.#stale = true;
  }

  setTheme(background: number, foreground: number): void {
    this.#uniforms.background.value.setHex(background, LinearSRGBColorSpace);
    this.#uniforms.foreground.value.setHex(foreground, LinearSRGBColorSpace);
  }

  /** What the colours span, and the field's values. */
  range(studio: Studio): PaneRange {
    const [low, high] = this.#span(studio);
    const name = this.fieldName(studio);
    const seen = name === null ? null : studio.meter.spread(name);
    return [low, high, seen?.low ?? low, seen?.high ?? high];
  }

  #span(studio: Studio): readonly [number, number] {
    const settings = this.#settings;
    if (!settings) return [0, 1];
    if (settings.range) return settings.range;
    const name = this.fieldName(studio)!;
    const leader = this.leader(studio);
    const [low, high] = studio.meter.range(leader && studio.meter.spread(leader) ? leader : name);
    const { diverging } = colormap(settings.colormap);
    // A field at rest has no scale of its own.
    if (low === 0 && high === 0) return diverging ? [-1, 1] : [0, 1];
    if (diverging) {
      const largest = Math.max(Math.abs(low), Math.abs(high));
      return [-largest, largest];
    }
    const half = 0.5 * Math.abs(low);
    return high > low ? [low, high] : [low - half, low + half];
  }

  /** Makes the layers that the settings ask for, if they have changed, and what of them takes its time. */
  async prepare(studio: Studio): Promise<void> {
    if (this.#stale && this.#settings) await this.#makeLayers(studio, this.#settings);
    const { volume } = this.#layers ?? {};
    if (volume) await volume.trace(this.#settings?.cuts?.level ?? null);
  }

  async #makeLayers(studio: Studio, settings: PaneSettings): Promise<void> {
    this.#stale = false;
    this.clear();
    const { display, gpu, flow } = studio;
    const field = display.fields.find(({ name }) => name === settings.field) ?? display.fields[0]!;
    const map = colormap(settings.colormap);
    this.#uniforms.ink.value = map.light ? 1 : 0;
    const picture: Picture = { ...studio, pane: this.#uniforms };
    if (settings.mode === 'surface') {
      const surface = new SurfaceLayer(picture, field.data, map.name, gpu.software ? 112 : 256);
      this.#scene.add(surface.mesh);
      this.#layers = { ...NO_LAYERS, field, surface };
      return;
    }
    const generation = this.#generation;
    const whole = display.volume?.fields.get(field.name) ?? null;
    if (settings.mode === 'volume' && display.volume && whole) {
      const { VolumeLayer } = await import('./volume/volume-layer');
      if (generation !== this.#generation) return;
      const volume = new VolumeLayer(gpu, picture, display.volume, whole, map.name, settings.contours);
      this.#scene.add(...volume.objects);
      this.#layers = { ...NO_LAYERS, field, volume };
      return;
    }
    const { velocity } = display;
    const [particles, traced] = await Promise.all([
      velocity && settings.particles ? Particles.create(gpu, flow, velocity, gpu.software ? 16_384 : 65_536) : null,
      velocity && settings.streamlines ? Streamlines.create(gpu, flow, velocity, gpu.software ? 320 : 768) : null,
    ]);
    if (generation !== this.#generation) {
      // Cleared while shaders were compiled: nobody else knows of these.
      particles?.dispose();
      traced?.dispose();
      return;
    }
    const trails = particles && { particles, layer: new TrailLayer(picture, particles, this.#pixels) };
    const lines = traced && { traced, layer: new LineLayer(picture, traced) };
    const arrows = velocity && settings.arrows ? new ArrowLayer(picture, velocity) : null;
    const texture = trails?.layer.texture ?? null;
    const layer = new MapLayer(picture, whole ?? field.data, map.name, settings.contours, texture, whole !== null);
    this.#scene.add(layer.mesh);
    if (lines) this.#scene.add(lines.layer.mesh);
    if (arrows) this.#scene.add(arrows.mesh);
    this.#layers = { ...NO_LAYERS, field, map: layer, arrows, lines, trails };
  }

  /** Moves what moves by `elapsed` seconds and draws. */
  draw(studio: Studio, elapsed: number): void {
    const { renderer, flow, meter, display } = studio;
    const [layers, u] = [this.#layers, this.#uniforms];
    if (!layers) return;
    const camera = this.#camera ?? defaultCamera(flow.extent);
    const [width, height] = this.#pixels;
    const scale = pixelsPerUnit(camera, flow.extent, this.#pixels);
    const up = scale * stretchOf(flow.extent);
    const clip = [
      (2 * scale) / width,
      (2 * up) / height,
      (-2 * scale * camera.center[0]) / width,
      (-2 * up * camera.center[1]) / height,
    ] as const;
    u.clip.value.set(...clip);
    u.scale.value = scale;
    const [low, high] = this.#span(studio);
    u.low.value = low;
    u.high.value = high;
    if (meter.spread(layers.field.name)) u.reveal.value = Math.min(1, u.reveal.value + elapsed / FADE_IN);
    layers.surface?.update(camera, this.#pixels, u.reveal.value);
    const step = niceStep((high - low) / 16);
    const cuts = this.#settings?.cuts;
    if (layers.map) {
      layers.map.contourStep.value = step;
      if (cuts && display.volume) layers.map.layer.value = layerAt(display.volume.points[2], cuts.planes[2]);
    }
    if (cuts) layers.volume?.update(cuts, camera, this.#pixels, step);

    const spread = meter.spread(SPEED);
    if (spread && spread.high > 0 && layers.map) {
      const window = intersection(visibleRectangle(camera, flow.extent, this.#pixels), flow.extent);
      const typical = Math.max(0.3 * spread.high, Math.min(spread.high, 1.6 * spread.mean));
      const time = (elapsed * Math.min(width, height)) / (scale * CROSSING * typical);
      const unit = u.unit.value;
      moveFlow(studio, layers, { window, peak: spread.high, mean: spread.mean, time, scale, clip, elapsed, unit });
    }
    renderer.setCanvasTarget(this.target);
    renderer.setClearColor(u.background.value, 1);
    renderer.render(this.#scene, layers.surface?.camera ?? layers.volume?.camera ?? this.#flat);
  }

  /** Lets go of everything on the device. */
  clear(): void {
    this.#generation++;
    const layers = this.#layers;
    this.#layers = null;
    layers?.trails?.layer.dispose();
    layers?.trails?.particles.dispose();
    layers?.lines?.traced.dispose();
    clearScene(this.#scene);
  }
}

/** The number of the plane that stands nearest to a place. */
function layerAt(points: Float64Array, at: number): number {
  const [first, last] = [points[0]!, points.at(-1)!];
  const nearest = Math.round(((at - first) / (last - first)) * (points.length - 1));
  return Math.max(0, Math.min(points.length - 1, nearest));
}

/** 1, 2 or 5 times a power of ten, at least `least`. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1e-30)));
  return power * ([1, 2, 5].find((factor) => factor * power >= least) ?? 10);
}
