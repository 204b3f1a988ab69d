import type { EngineClient } from '../engine/client';
import type { LoadedScene } from '../worker/protocol';
import type { CompareLink } from './compare-link';
import type { MetricHistory } from './history';
import type { SceneLibrary } from './library';
import type { PaneLink } from './pane-link';
import type { StudioState, StudioStore } from './store';

/** A preset has at most this many cells on a software GPU, so that it moves; links and files stay as they are. */
const SOFTWARE_CELLS = 96 * 96;

/** How a scene is opened. */
export interface Opening {
  /** Its grid may be made coarser for the adapter. */
  readonly isPreset?: boolean;
  /** The present scene on another grid: the panes stay as they are. */
  readonly regridded?: boolean;
  /** The present scene with other bodies or paint: the run goes on where it can. */
  readonly goesOn?: boolean;
  /** The present scene by another method: its grid came as it is. */
  readonly isCompared?: boolean;
}

/** What opening a scene needs of the studio. */
interface OpenerHost {
  readonly store: StudioStore;
  readonly library: SceneLibrary;
  readonly history: MetricHistory;
  readonly panes: PaneLink;
  readonly compare: CompareLink;
  /** How long the first step waits for the panes, ms. */
  readonly patience: number;
  client(): EngineClient | null;
  /** Sets it running once that is ready. */
  run(ready: Promise<void>): Promise<void>;
}

/** Opening scenes: on the engine first and then on the page, so that the present one stays where one is refused. */
export class SceneOpener {
  readonly #host: OpenerHost;
  #openings = 0;
  /** How the scene is opened that waits for an engine. */
  #waiting: Opening = {};

  constructor(host: OpenerHost) {
    this.#host = host;
  }

  /** Shows a scene that is opened with {@link openWaiting} as soon as there is an engine. */
  wait(scene: unknown, how: Opening = {}): void {
    this.#waiting = how;
    this.#show(scene);
  }

  openWaiting(): Promise<void> {
    return this.open(this.#state.scene, this.#waiting);
  }

  /** The engine has the scene before the page shows it: where it refuses, the present one goes on. */
  async open(wanted: unknown, how: Opening = {}): Promise<void> {
    const { library, compare } = this.#host;
    const client = this.#host.client();
    if (!client) {
      this.wait(wanted, how);
      return;
    }
    const opening = ++this.#openings;
    const rests = how.goesOn === true && !this.#state.running && !this.#state.finished;
    const isSoft = how.isPreset && client.adapter.software;
    const scene = (isSoft && library.coarsened(wanted, SOFTWARE_CELLS)) || wanted;
    const { panes } = library.describe(scene);
    const loaded = await compare.whole(await client.engine.load(scene, how.goesOn), panes);
    // Another scene was opened meanwhile and is the one to show.
    if (opening !== this.#openings) return;
    const { ownCells } = this.#state;
    const cells = how.regridded || how.isCompared ? ownCells : library.describe(wanted).cells;
    this.#show(scene, cells, loaded.step > 0);
    const { view } = this.#state;
    const note = scene === wanted || !view ? [] : [coarserInWords(this.#state.ownCells, view.cells)];
    await this.#begin({ ...loaded, notes: [...note, ...loaded.notes] }, how.regridded ?? false, rests);
  }

  /** The present run with other panes. */
  relay(scene: unknown, loaded: LoadedScene): void {
    this.#state.viewChanged(scene, this.#host.library.describe(scene));
    this.#state.sceneLoaded(loaded);
    this.#host.panes.layOut(loaded, 0);
  }

  get #state(): StudioState {
    return this.#host.store.getState();
  }

  #show(scene: unknown, ownCells?: readonly number[], goesOn = false): void {
    const view = this.#host.library.describe(scene);
    if (!goesOn) this.#host.history.clear();
    this.#state.openScene(scene, view, ownCells);
    if (!goesOn) this.#state.rewind();
  }

  async #begin(loaded: LoadedScene, keepPanes: boolean, rests: boolean): Promise<void> {
    const { view, panes, speed } = this.#state;
    this.#state.sceneLoaded(loaded);
    const shown = panes.every(({ settings }) => loaded.fields.some(({ name }) => name === settings.field));
    if (!keepPanes) this.#state.setPainting(null);
    if (!keepPanes || !shown) {
      // Panes of a comparison are as many as that needs, not as the visitor chose.
      const isCompared = panes.some(({ settings }) => settings.field.endsWith('.error'));
      this.#host.panes.layOut(loaded, isCompared ? 0 : panes.length);
    }
    if (speed !== 0) await this.#host.client()?.engine.setSpeed(speed);
    if (rests) return;
    await this.#host.run(this.#host.panes.filled(this.#host.patience));
    if (this.#state.running) this.#state.say(`${view?.title ?? 'The scene'} is running.`);
  }
}

function coarserInWords(before: readonly number[], after: readonly number[]): string {
  const sizes = `from ${before.join(' x ')} to ${after.join(' x ')}`;
  return `software GPU: grid reduced ${sizes}; choose the full grid under Method`;
}
