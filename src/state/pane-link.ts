import type { Engine } from '../engine/connection';
import type { Lines } from '../engine/lines';
import type { PaneCamera, PaneSettings } from '../worker/protocol';
import type { StudioState, StudioStore } from './store';

type Pixels = readonly [number, number];

/** Keeps the engine's panes as the state has them: canvases, sizes, settings, cameras. */
export class PaneLink {
  private readonly attached = new Set<number>();

  /** `engine` gives the present one, or null; calls that change quickly go over `lines`. */
  constructor(
    private readonly store: StudioStore,
    private readonly engine: () => Engine | null,
    private readonly lines: Lines,
  ) {
    store.subscribe((state, before) => this.follow(state, before));
  }

  /** Hands a fresh canvas to the engine, and tells it how to draw there. */
  async attach(index: number, canvas: OffscreenCanvas, pixels: Pixels): Promise<void> {
    const engine = this.engine();
    if (!engine) return;
    await engine.attachPane(index, canvas, pixels);
    this.attached.add(index);
    const pane = this.store.getState().panes[index];
    if (!pane) return;
    this.sendSettings(index, pane.settings);
    this.sendCamera(index, pane.camera);
  }

  async detach(index: number): Promise<void> {
    if (this.attached.delete(index)) await this.engine()?.detachPane(index);
  }

  resize(index: number, pixels: Pixels): void {
    if (!this.attached.has(index)) return;
    this.lines.line(`size ${index}`, async (now: Pixels) => this.engine()?.resizePane(index, now))(pixels);
  }

  /** The engine died, and its canvases with it. */
  forget(): void {
    this.attached.clear();
  }

  private follow(state: StudioState, before: StudioState): void {
    if (state.panes === before.panes) return;
    for (const [index, pane] of state.panes.entries()) {
      if (!this.attached.has(index)) continue;
      const old = before.panes[index];
      if (pane.settings !== old?.settings) this.sendSettings(index, pane.settings);
      if (pane.camera !== old?.camera) this.sendCamera(index, pane.camera);
    }
  }

  private sendSettings(index: number, settings: PaneSettings): void {
    this.lines.line(`settings ${index}`, async (now: PaneSettings) => this.engine()?.setPane(index, now))(settings);
  }

  private sendCamera(index: number, camera: PaneCamera): void {
    this.lines.line(`camera ${index}`, async (now: PaneCamera) => this.engine()?.setCamera(index, now))(camera);
  }
}
