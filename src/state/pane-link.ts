import type { Engine } from '../engine/connection';
import type { Lines } from '../engine/lines';
import { defaultCamera } from '../view/camera';
import type { LoadedScene, PaneCamera, PaneSettings } from '../worker/protocol';
import type { StudioParts } from './parts';
import type { PaneState } from './slices/panes';
import type { StudioState, StudioStore } from './store';

type Pixels = readonly [number, number];

/** Keeps the engine's panes as the state has them: canvases, sizes, settings, cameras. */
export class PaneLink {
  private readonly attached = new Set<number>();
  /** As the page has them last. */
  private readonly sizes = new Map<number, Pixels>();
  private arrived: () => void = () => {};

  /** `engine` gives the present one, or null; calls that change quickly go over `lines`. */
  constructor(
    private readonly store: StudioStore,
    private readonly engine: () => Engine | null,
    private readonly lines: Lines,
    private readonly parts: Pick<StudioParts, 'paneCount' | 'calm'>,
  ) {
    store.subscribe((state, before) => this.compare(state, before));
  }

  /** Panes for what has been loaded: three where answers are compared, else `count`, or what there is room for. */
  layOut(loaded: LoadedScene, count: number): void {
    const { view, layOut } = this.store.getState();
    const wishes = view?.panes ?? [];
    const wanted = loaded.compared ? wishes.length : count || this.parts.paneCount(loaded.extent);
    layOut(loaded.fields, wishes, defaultCamera(loaded.extent), wanted);
    if (!this.parts.calm) return;
    const { panes, setPane } = this.store.getState();
    for (const index of panes.keys()) setPane(index, { particles: false, streamlines: false });
  }

  /** Hands a fresh canvas to the engine, and tells it how to draw there. */
  async attach(index: number, canvas: OffscreenCanvas, pixels: Pixels): Promise<void> {
    const engine = this.engine();
    if (!engine) return;
    this.sizes.set(index, pixels);
    const attaching = engine.attachPane(index, canvas, pixels);
    const pane = this.store.getState().panes[index];
    if (pane) {
      // Right behind it, so that nothing is drawn without them.
      this.sendSettings(index, pane.settings);
      this.sendCamera(index, pane.camera);
    }
    await attaching;
    this.attached.add(index);
    this.follow(index, pane);
    // Another picture beside it may have taken room meanwhile.
    const size = this.sizes.get(index)!;
    if (size.join() !== pixels.join()) this.resize(index, size);
    this.arrived();
  }

  /** Resolves when every pane of the state has its canvas in the engine, or `patience` ms have passed. */
  async filled(patience: number): Promise<void> {
    const isFull = (): boolean => this.store.getState().panes.every((_, index) => this.attached.has(index));
    if (isFull() || patience <= 0) return;
    await new Promise<void>((resolve) => {
      setTimeout(resolve, patience);
      this.arrived = () => isFull() && resolve();
    });
  }

  async detach(index: number): Promise<void> {
    if (this.attached.delete(index)) await this.engine()?.detachPane(index);
  }

  resize(index: number, pixels: Pixels): void {
    this.sizes.set(index, pixels);
    if (!this.attached.has(index)) return;
    this.lines.line(`size ${index}`, async (now: Pixels) => this.engine()?.resizePane(index, now))(pixels);
  }

  /** The engine died, and its canvases with it. */
  forget(): void {
    this.attached.clear();
  }

  private compare(state: StudioState, before: StudioState): void {
    if (state.panes === before.panes) return;
    for (const index of state.panes.keys()) this.follow(index, before.panes[index]);
  }

  /** Sends what has changed since `old`. */
  private follow(index: number, old: PaneState | undefined): void {
    const pane = this.store.getState().panes[index];
    if (!pane || !this.attached.has(index)) return;
    if (pane.settings !== old?.settings) this.sendSettings(index, pane.settings);
    if (pane.camera !== old?.camera) this.sendCamera(index, pane.camera);
  }

  private sendSettings(index: number, settings: PaneSettings): void {
    this.lines.line(`settings ${index}`, async (now: PaneSettings) => this.engine()?.setPane(index, now))(settings);
  }

  private sendCamera(index: number, camera: PaneCamera): void {
    this.lines.line(`camera ${index}`, async (now: PaneCamera) => this.engine()?.setCamera(index, now))(camera);
  }
}
