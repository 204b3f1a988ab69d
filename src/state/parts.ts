import type { StartEngine } from '../engine/client';
import type { Extent } from '../view/camera';
import type { SceneLibrary } from './library';

/** Colours that a pane's canvas takes from the page, as 0xRRGGBB. */
export interface CanvasColours {
  readonly background: number;
  readonly foreground: number;
}

/** What the studio is made of; tests give it a fake engine and a small library. */
export interface StudioParts {
  readonly start: StartEngine;
  readonly library: SceneLibrary;
  /** Panes to begin with, for a domain of this shape. */
  readonly paneCount: (extent: Extent) => number;
  /** The visitor asked for less motion: nothing moves over the fields until it is switched on. */
  readonly calm: boolean;
  /** So long a run waits for its panes' canvases, so that the start is seen; ms. */
  readonly patience: number;
}
