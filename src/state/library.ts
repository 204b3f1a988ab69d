import type { Expected } from '../../scenes';

/** One parameter as a slider shows it. */
export interface ParameterView {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly value: number;
  readonly range: readonly [number, number];
  readonly scale: 'linear' | 'log';
}

export interface FormulaView {
  readonly text: string;
  readonly latex: string;
}

/** Known points of one field along a line, to lie beside a profile of that title. */
export interface ReferencePoints {
  readonly profile: string;
  readonly label: string;
  readonly kind: 'published' | 'converged';
  readonly positions: readonly number[];
  readonly values: readonly number[];
  readonly source: string;
}

/** What is known of a metric: an interval, and where there is one the value inside it. */
export interface KnownMetric {
  readonly metric: string;
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly source: string;
}

/** A scene in the words of the panels; derived from the document, never edited. */
export interface SceneView {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** LaTeX of each equation, and its text as typed. */
  readonly equations: readonly FormulaView[];
  /** Named formulas that the equations use. */
  readonly definitions: readonly FormulaView[];
  readonly parameters: readonly ParameterView[];
  /** e.g. `x` from 0 to 2.2. */
  readonly coordinates: readonly { readonly name: string; readonly min: number; readonly max: number }[];
  /** Where (as typed, and in words), and what holds there. */
  readonly conditions: readonly { readonly on: string; readonly words: string; readonly is: readonly string[] }[];
  readonly obstacles: readonly string[];
  /** [xmin, xmax, ymin, ymax]: the panes have their shape before the engine answers. */
  readonly extent: readonly [number, number, number, number];
  /** Cells of each axis. */
  readonly cells: readonly number[];
  /** The time step that the scene asks for; null = the method chooses. */
  readonly step: number | null;
  /** What metrics of a finished run must meet. */
  readonly expected: readonly Expected[];
  /** Fields that the scene wants to show first; empty = the studio chooses. */
  readonly panes: readonly ScenePane[];
}

export interface ScenePane {
  readonly field: string;
  readonly mode?: 'map' | 'surface' | undefined;
  readonly colormap?: string | undefined;
  readonly range?: readonly [number, number] | undefined;
  readonly particles?: boolean | undefined;
  readonly contours?: boolean | undefined;
  readonly arrows?: boolean | undefined;
  readonly streamlines?: boolean | undefined;
}

/** A preset's card in the picker. */
export interface PresetCard {
  readonly id: string;
  /** The heading that it stands under. */
  readonly topic: string;
  readonly title: string;
  readonly description: string;
}

/**
 * Where scenes come from and go to. `Document` is opaque to the state: the validated scene. Everything throws
 * `Failure` with code `bad-input` and the field's name for outside input that does not hold.
 */
export interface SceneLibrary<Document = unknown> {
  readonly presets: readonly PresetCard[];
  /** The scene that a visitor sees first. */
  readonly first: string;
  preset(id: string): Document;
  /** Validates the text of a scene file. */
  parse(text: string): Document;
  /** The scene in a location hash; null when the hash holds none. */
  fromHash(hash: string): Document | null | Promise<Document | null>;
  /** The location hash, with its `#`, that holds the scene. */
  toHash(scene: Document): string | Promise<string>;
  /** Text of a scene file. */
  toText(scene: Document): string;
  withParameter(scene: Document, name: string, value: number): Document;
  /** The scene with `n` cells along its side of the most cells. */
  withCells(scene: Document, n: number): Document;
  /** The scene with another time step; null leaves it to the method. */
  withStep(scene: Document, dt: number | null): Document;
  /** The scene on at most `cells` cells; null where it has no more already. */
  coarsened(scene: Document, cells: number): Document | null;
  /** The scene with another setting in a method's recipe. */
  withRecipe(scene: Document, method: string, key: string, value: number | string): Document;
  /** The scene by another method. */
  withMethod(scene: Document, method: string): Document;
  /**
   * The scene whose panes show three answers: the first unknown, what it is compared with, and the difference, behind
   * `inputs` as far as there is room; or without.
   */
  withThree(scene: Document, three: boolean, inputs?: readonly string[]): Document;
  describe(scene: Document): SceneView;
  /** What is known of the scene's profiles at its present parameters. */
  references(scene: Document): readonly ReferencePoints[];
  /** What is known of the scene's metrics at its present parameters. */
  knownMetrics(scene: Document): readonly KnownMetric[];
}
