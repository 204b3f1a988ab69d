import { Failure } from '../../solvers/base/result';
import type { Gpu } from '../../solvers/gpu';
import type { Display } from '../../solvers/methods/solver';
import type { Pictured } from './history';
import type { PaneCamera, PaneRange, PaneSettings } from './protocol';
import { sleep } from './timers';

type Size = readonly [number, number];

/** Pictures are at most so much larger than on the screen. */
const MOST_SCALE = 8;
/** Pictures, and time between them, until trails are as long as they become. */
const [TRAIL_FRAMES, TRAIL_MS] = [24, 40];

/** The renderer as the host uses it; `Stage` of src/view. */
export interface Picture {
  attach(index: number, canvas: OffscreenCanvas, pixels: Size): void;
  detach(index: number): void;
  resize(index: number, pixels: Size): void;
  setDisplay(display: Display): Promise<void>;
  setPane(index: number, settings: PaneSettings): void;
  setCamera(index: number, camera: PaneCamera): void;
  setTheme(background: number, foreground: number): void;
  /** Names of the display fields that the panes show. */
  neededFields(): readonly string[];
  /** Draws every pane; `t` is wall-clock time in seconds. Takes long only where shaders must be compiled first. */
  frame(t: number): Promise<void>;
  /** While held, the colours keep what they span. */
  hold(held: boolean): void;
  /** Whether further pictures would still differ although the fields stand still. */
  settling(): boolean;
  range(index: number): PaneRange;
  capture(index: number): Promise<Blob>;
  dispose(): void;
}

/** Makes the renderer on a device, without panes. */
export type OpenPicture = (gpu: Gpu) => Promise<Picture>;

interface Pane {
  readonly canvas: OffscreenCanvas;
  pixels: Size;
  settings: PaneSettings | null;
  camera: PaneCamera | null;
}

/**
 * What the user has put on the screen. It outlives devices and scenes: the renderer is made from it on the first
 * drawing, and made again after a loss.
 */
export class Panes {
  readonly #open: OpenPicture;
  readonly #panes = new Map<number, Pane>();
  #theme: readonly [number, number] | null = null;
  #picture: Picture | null = null;
  #gpu: Gpu | null = null;
  /** The renderer on that device, when it is there; null where it came too late. */
  #opening: Promise<Picture | null> | null = null;
  #display: Display | null = null;

  constructor(open: OpenPicture) {
    this.#open = open;
  }

  get empty(): boolean {
    return this.#panes.size === 0;
  }

  /** True where pictures change although the fields stand still: particles, dashes of streamlines, colours on their way. */
  get animated(): boolean {
    if (this.#display && this.#picture?.settling()) return true;
    return [...this.#panes.values()].some(({ settings }) => settings?.particles || settings?.streamlines);
  }

  attach(index: number, canvas: OffscreenCanvas, pixels: Size): void {
    if (!Number.isInteger(index) || index < 0 || index > 3) {
      throw new Failure('bad-input', 'A pane has a number from 0 to 3.', 'index');
    }
    this.detach(index);
    this.#panes.set(index, { canvas, pixels: size(pixels), settings: null, camera: null });
    this.#picture?.attach(index, canvas, size(pixels));
  }

  detach(index: number): void {
    if (this.#panes.delete(index)) this.#picture?.detach(index);
  }

  resize(index: number, pixels: Size): void {
    this.#pane(index).pixels = size(pixels);
    this.#picture?.resize(index, size(pixels));
  }

  setPane(index: number, settings: PaneSettings): void {
    this.#pane(index).settings = settings;
    this.#picture?.setPane(index, settings);
  }

  setCamera(index: number, camera: PaneCamera): void {
    this.#pane(index).camera = camera;
    this.#picture?.setCamera(index, camera);
  }

  setTheme(background: number, foreground: number): void {
    this.#theme = [background, foreground];
    this.#picture?.setTheme(background, foreground);
  }

  /** Whether {@link draw} can show this solver on this device. */
  ready(gpu: Gpu, { display }: Pictured): boolean {
    return this.#gpu === gpu && this.#display === display;
  }

  /** Begins to make the renderer on the device; what goes wrong is told when it is used. */
  warm(gpu: Gpu): void {
    this.#renderer(gpu).catch(() => {});
  }

  /** Makes the renderer on the device, and shows it the solver's fields; takes long where three.js must be loaded. */
  async prepare(gpu: Gpu, { display }: Pictured): Promise<void> {
    const picture = await this.#renderer(gpu);
    this.#display = null;
    await picture?.setDisplay(display);
    if (picture === this.#picture) this.#display = display;
  }

  /** Draws what it is given, when {@link ready}. What needs the device alone it asks for at once. */
  async draw(pictured: Pictured): Promise<void> {
    const picture = this.#picture!;
    const names = picture.neededFields();
    pictured.refresh(names);
    await pictured.fill?.(names);
    await picture.frame(performance.now() / 1000);
  }

  /** PNG of a pane, `scale` times as large as it is on the screen. */
  async capture(index: number, gpu: Gpu, pictured: Pictured, scale: number): Promise<Blob> {
    const pane = this.#pane(index);
    if (!(scale > 0 && scale <= MOST_SCALE)) {
      throw new Failure('bad-input', `A picture is up to ${MOST_SCALE} times as large, not ${scale}.`, 'scale');
    }
    if (!this.ready(gpu, pictured)) await this.prepare(gpu, pictured);
    const picture = this.#picture!;
    if (scale !== 1) picture.resize(index, size([scale * pane.pixels[0], scale * pane.pixels[1]]));
    try {
      await this.draw(pictured);
      // Trails begin anew on another canvas.
      for (let k = 0; k < TRAIL_FRAMES && scale !== 1 && pane.settings?.particles; k++) {
        await sleep(TRAIL_MS);
        await this.draw(pictured);
      }
      return await picture.capture(index);
    } finally {
      if (scale !== 1) picture.resize(index, pane.pixels);
    }
  }

  /** While held, colours keep what they span: pictures of different times can be compared. */
  hold(held: boolean): void {
    this.#picture?.hold(held);
  }

  /** What every pane's colours span, in the panes' order. */
  ranges(): PaneRange[] {
    if (!this.#display) return [];
    return [...this.#panes.keys()].sort((a, b) => a - b).map((index) => this.#picture!.range(index));
  }

  /** Forgets the renderer, not the panes; its device is gone or about to go. */
  close(): void {
    try {
      this.#picture?.dispose();
    } catch {
      // What a lost device held is gone already, whatever the renderer thinks of it.
    }
    this.#picture = null;
    this.#gpu = null;
    this.#opening = null;
    this.#display = null;
  }

  #renderer(gpu: Gpu): Promise<Picture | null> {
    if (this.#gpu === gpu && this.#opening) return this.#opening;
    this.close();
    this.#gpu = gpu;
    const opening = this.#openRenderer(gpu);
    this.#opening = opening;
    opening.catch(() => {
      if (this.#opening === opening) this.#opening = null;
    });
    return opening;
  }

  /** A renderer on this device with everything that was set before; null where it came too late. */
  async #openRenderer(gpu: Gpu): Promise<Picture | null> {
    const picture = await this.#open(gpu);
    if (this.#gpu !== gpu) {
      picture.dispose();
      return null;
    }
    for (const [index, { canvas, pixels, settings, camera }] of this.#panes) {
      picture.attach(index, canvas, pixels);
      if (settings) picture.setPane(index, settings);
      if (camera) picture.setCamera(index, camera);
    }
    if (this.#theme) picture.setTheme(...this.#theme);
    this.#picture = picture;
    return picture;
  }

  #pane(index: number): Pane {
    const pane = this.#panes.get(index);
    if (!pane) throw new Failure('bad-input', `There is no pane ${index}; attach its canvas first.`, 'index');
    return pane;
  }
}

/** Whole device pixels from 1 to 8192 (the limit of WebGPU's default textures). */
function size([width, height]: Size): Size {
  const clamp = (n: number) => Math.min(8192, Math.max(1, Math.round(n) || 1));
  return [clamp(width), clamp(height)];
}
