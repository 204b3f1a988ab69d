import type { Panes } from './panes';
import type { EngineApi, Envelope, PaneCamera, PaneSettings } from './protocol';

type PaneApi = Pick<EngineApi, 'attachPane' | 'detachPane' | 'resizePane' | 'setPane' | 'setCamera' | 'setTheme'>;

/** The engine's calls about pictures: each is a change of the panes. */
export abstract class PaneCalls implements PaneApi {
  protected abstract readonly panes: Panes;

  /** A change of the pictures; without a device it is kept for the next one. */
  protected abstract paint(change: () => void | Promise<void>): Promise<Envelope<null>>;

  attachPane(index: number, canvas: OffscreenCanvas, pixels: readonly [number, number]): Promise<Envelope<null>> {
    return this.paint(() => this.panes.attach(index, canvas, pixels));
  }

  detachPane(index: number): Promise<Envelope<null>> {
    return this.paint(() => this.panes.detach(index));
  }

  resizePane(index: number, pixels: readonly [number, number]): Promise<Envelope<null>> {
    return this.paint(() => this.panes.resize(index, pixels));
  }

  setPane(index: number, settings: PaneSettings): Promise<Envelope<null>> {
    return this.paint(() => this.panes.setPane(index, settings));
  }

  setCamera(index: number, camera: PaneCamera): Promise<Envelope<null>> {
    return this.paint(() => this.panes.setCamera(index, camera));
  }

  setTheme(background: number, foreground: number): Promise<Envelope<null>> {
    return this.paint(() => this.panes.setTheme(background, foreground));
  }
}
