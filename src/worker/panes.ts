import { Failure } from '../../solvers/base/result';
import type { Gpu } from '../../solvers/gpu';
import type { Display, Solver } from '../../solvers/methods/solver';
import type { PaneCamera, PaneSettings } from './protocol';

type Size = readonly [number, number];

/** The renderer as the host uses it; `Stage` of src/view. */
export interface Picture {
  attach(index: number, canvas: OffscreenCanvas, pixels: Size): void | Promise<void>;
  detach(index: number): void;
  resize(index: number, pixels: Size): void;
  setDisplay(display: Display): void | Promise<void>;
  setPane(index: number, settings: PaneSettings): void;
  setCamera(index: number, camera: PaneCamera): void;
  setTheme(background: number, foreground: number): void;
  /** Names of the display fields that the panes show. */
  neededFields(): readonly string[];
  /** Draws every pane; `t` is wall-clock time in seconds. */
  frame(t: number): void | Promise<void>;
  range(index: number): readonly [number, number];
  capture(index: number): Promise<Blob>;
  dispose(): void;
}

/** Makes the renderer on a device, with pane 0 on the canvas. */
export type OpenPicture = (gpu: Gpu, canvas: OffscreenCanvas, pixels: Size) => Promise<Picture>;

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
  #display: Display | null = null;

  constructor(open: OpenPicture) {
    this.#open = open;
  }

  /** True where a pane shows particles, which move although the flow is steady. */
  get animated(): boolean {
    return [...this.#panes.values()].some(({ settings }) => settings?.particles);
  }

  async attach(index: number, canvas: OffscreenCanvas, pixels: Size): Promise<void> {
    if (!Number.isInteger(index) || index < 0 || index > 3) {
      throw new Failure('bad-input', 'A pane has a number from 0 to 3.', 'index');
    }
    this.detach(index);
    this.#panes.set(index, { canvas, pixels: size(pixels), settings: null, camera: null });
    await this.#picture?.attach(index, canvas, size(pixels));
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

  /** Draws the solver's present state; nothing where there are no panes. Needs the device for itself. */
  async draw(gpu: Gpu, solver: Solver): Promise<boolean> {
    const picture = await this.#on(gpu);
    if (!picture) return false;
    if (this.#display !== solver.display) {
      await picture.setDisplay(solver.display);
      this.#display = solver.display;
    }
    solver.refresh(picture.neededFields());
    await picture.frame(performance.now() / 1000);
    return true;
  }

  /** PNG of a pane at the solver's present state. */
  async capture(index: number, gpu: Gpu, solver: Solver): Promise<Blob> {
    this.#pane(index);
    await this.draw(gpu, solver);
    return this.#picture!.capture(index);
  }

  /** Data range of every pane's field, in the panes' order. */
  ranges(): (readonly [number, number])[] {
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
    this.#display = null;
  }

  /** The renderer on this device, made with everything that was set before. */
  async #on(gpu: Gpu): Promise<Picture | null> {
    if (this.#picture && this.#gpu === gpu) return this.#picture;
    this.close();
    const first = this.#panes.get(0) ?? [...this.#panes.values()][0];
    if (!first) return null;
    const picture = await this.#open(gpu, first.canvas, first.pixels);
    if (!this.#panes.has(0)) picture.detach(0);
    for (const [index, { canvas, pixels, settings, camera }] of this.#panes) {
      await picture.attach(index, canvas, pixels);
      if (settings) picture.setPane(index, settings);
      if (camera) picture.setCamera(index, camera);
    }
    if (this.#theme) picture.setTheme(...this.#theme);
    this.#picture = picture;
    this.#gpu = gpu;
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
