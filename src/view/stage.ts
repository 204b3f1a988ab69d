import type { Gpu } from '../../solvers/gpu';
import type { Display } from '../../solvers/methods/solver';
import type { PaneCamera, PaneRange, PaneSettings } from '../worker/protocol';
import type { Pixels } from './camera';
import type { Painter } from './painter';

/** Longest step of the animations, in seconds: after a pause they go on from where they were. */
const LONGEST_STEP = 0.1;

/**
 * Everything that is drawn: several panes, one renderer, on the solver's own device. Fields are drawn from their GPU
 * buffers; the only numbers that come back are their ranges. three.js is loaded by {@link Stage.create}.
 */
export class Stage {
  readonly #painter: Painter;
  #time: number | null = null;

  private constructor(painter: Painter) {
    this.#painter = painter;
  }

  /** Makes the renderer; it has no pane yet. */
  static async create(gpu: Gpu): Promise<Stage> {
    const { Painter } = await import('./painter');
    return new Stage(await Painter.create(gpu));
  }

  /** Draws on one more canvas, or on a new one for a pane that exists; `pixels` is its size in device pixels. */
  attach(index: number, canvas: OffscreenCanvas, pixels: Pixels): void {
    this.#painter.attach(index, canvas, pixels);
  }

  detach(index: number): void {
    this.#painter.detach(index);
  }

  resize(index: number, pixels: Pixels): void {
    this.#painter.resize(index, pixels);
  }

  /** Shows another solver's fields from the next frame on; the old display's buffers are not touched again. */
  setDisplay(display: Display): Promise<void> {
    return this.#painter.setDisplay(display);
  }

  setPane(index: number, settings: PaneSettings): void {
    this.#painter.pane(index).setSettings(settings);
  }

  setCamera(index: number, camera: PaneCamera): void {
    this.#painter.pane(index).setCamera(camera);
  }

  /** Colours as 0xRRGGBB. */
  setTheme(background: number, foreground: number): void {
    this.#painter.setTheme(background, foreground);
  }

  /** Display fields that the panes show: what to refresh before {@link frame}. */
  neededFields(): readonly string[] {
    return this.#painter.neededFields();
  }

  /** Draws every pane; `time` is a clock in seconds. Resolves at once but where shaders have to be compiled first. */
  frame(time: number): Promise<void> {
    const elapsed = this.#time === null ? 0 : Math.min(LONGEST_STEP, Math.max(0, time - this.#time));
    this.#time = time;
    return this.#painter.draw(elapsed);
  }

  /** While held, the colours keep what they span. */
  hold(held: boolean): void {
    this.#painter.held = held;
  }

  /** Whether further pictures would still differ although the fields stand still. */
  settling(): boolean {
    return this.#painter.settling();
  }

  /** What the pane's colours span. */
  range(index: number): PaneRange {
    return this.#painter.range(index);
  }

  /** PNG of a pane at the present state. */
  capture(index: number): Promise<Blob> {
    return this.#painter.capture(index);
  }

  dispose(): void {
    this.#painter.dispose();
  }
}
