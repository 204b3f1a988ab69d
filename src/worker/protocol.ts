import type { Outcome } from '../../solvers/base/result';
import type {
  Anatomy,
  CycleTrace,
  Metric,
  Profile,
  Snapshot,
  StepCost,
  Stroke,
  Weights,
} from '../../solvers/methods/solver';
import type { Richardson } from '../richardson';
import type {
  ExpertsReport,
  FieldInSpace,
  LandscapeQuestion,
  OperatorQuestion,
  OperatorReport,
  SpaceQuestion,
  TrioQuestion,
  TrioReport,
} from './inside';

/** What the worker knows of its adapter. */
export interface AdapterReport {
  readonly name: string;
  /** True for llvmpipe, SwiftShader and other CPU implementations. */
  readonly software: boolean;
}

/** A field that a pane can show. */
export interface FieldInfo {
  readonly name: string;
  readonly title: string;
  readonly latex: string;
  readonly unit: string;
  readonly kind: 'diverging' | 'sequential' | 'cyclic';
  /** A field in space: from where to where along x, y and z. */
  readonly box?: readonly (readonly [number, number])[];
}

/** What is drawn of a field in space. */
export interface Cuts {
  /** Where the planes across x, y and z stand, in domain units. */
  readonly planes: readonly [number, number, number];
  readonly shown: readonly [boolean, boolean, boolean];
  /** The value of the surface that is drawn; null = none. */
  readonly level: number | null;
}

/** A method that could answer a scene, and the sentence why it cannot; null = it can. */
export interface MethodFit {
  readonly id: string;
  readonly title: string;
  readonly refusal: string | null;
}

/** What stands beside a run's own answer. */
export interface Compared {
  /** What makes the run's answer and the other one, in a word: "network", "multigrid". */
  readonly answer: string;
  readonly rival: string;
  /** The unknowns that are compared: each is also drawn as `NAME.reference` and `NAME.error`. */
  readonly fields: readonly string[];
}

/** How the other answer stands. */
export interface RivalState {
  readonly words: string;
  readonly working: boolean;
  /** Grows with every look at the errors. */
  readonly looks: number;
}

/** What an answer took: its steps alone, without compiling and reading back. */
export interface Effort {
  readonly steps: number;
  readonly seconds: number;
  readonly flops: number;
}

/** The way of one answer: relative L2 errors after so many seconds and operations. */
export interface RaceSide {
  readonly title: string;
  /** So far; null where it is not known. */
  readonly effort: Effort | null;
  readonly seconds: Float64Array;
  readonly flops: Float64Array;
  readonly errors: Float64Array;
}

/** Two answers beside each other. */
export interface Race {
  /** What errors are measured against, in a word. */
  readonly truth: string;
  /** Nothing better than the rival is known: its own error is not told. */
  readonly rivalIsTruth: boolean;
  readonly answer: RaceSide;
  readonly rival: RaceSide;
}

/** Root mean squares by wave number: of a difference, and of what it is a difference from. */
export interface Spectrum {
  /** Waves across the domain's longer side. */
  readonly waves: Float64Array;
  readonly error: Float64Array;
  readonly reference: Float64Array;
}

/** A training from inside, and how what it gets wrong spreads over wave numbers; null what there is not. */
export interface AnatomyReport {
  readonly training: Anatomy | null;
  readonly spectrum: Spectrum | null;
}

/** What the page learns when a scene has been loaded. */
export interface LoadedScene {
  readonly method: string;
  readonly methodTitle: string;
  /** The method works on levels, so that {@link EngineApi.cycle} has something to tell. */
  readonly hasLevels: boolean;
  /** The method trains on points, so that {@link EngineApi.anatomy} has something to tell. */
  readonly hasPoints: boolean;
  /** The method is an operator that {@link EngineApi.operator} asks. */
  readonly hasOperator: boolean;
  /** The method trains, so that {@link EngineApi.landscape} has something to tell. */
  readonly hasLandscape?: boolean;
  /** Experts answer, of which {@link EngineApi.experts} tells. */
  readonly hasExperts: boolean;
  /** The pictures are of x and t: one space coordinate to the right, time upwards. */
  readonly overTime: boolean;
  /** The run goes through moments, which are kept and can be looked at again. */
  readonly hasPast: boolean;
  /** Unknowns that a brush can dab into while the scene runs; empty where it cannot. */
  readonly paints: readonly string[];
  /** Given fields that a brush can change; the scene begins again with them. */
  readonly gives: readonly string[];
  /** Unknowns that sensors can read, for a method that infers parameters from them; empty where it infers none. */
  readonly senses: readonly string[];
  /** The start is given by formulas, so that what is painted on it can be part of the scene. */
  readonly startsByFormula: boolean;
  /** Where the run stands: not at 0 where it goes on from another. */
  readonly step: number;
  /** The method takes one more body, so that walls can be drawn. */
  readonly takesWalls: boolean;
  readonly nx: number;
  readonly ny: number;
  /** [xmin, xmax, ymin, ymax]. */
  readonly extent: readonly [number, number, number, number];
  readonly fields: readonly FieldInfo[];
  /** What the answer is compared with; null = nothing. */
  readonly compared: Compared | null;
  readonly hasVelocity: boolean;
  readonly notes: readonly string[];
  readonly cost: StepCost;
  /** Bytes that the solve needs on the GPU, and that it may have. */
  readonly memory: { readonly needed: number; readonly budget: number };
}

/** Fields as the pictures show them, all of one moment. */
export interface Taken {
  readonly step: number;
  readonly time: number;
  /** Where the values stand. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Of fields in space; the values are then [z][y][x]. */
  readonly z?: Float64Array;
  /** The faces of the cells, where values stand in cells. */
  readonly faces: { readonly x: Float64Array; readonly y: Float64Array } | null;
  /** [y][x]. */
  readonly fields: readonly { readonly name: string; readonly values: Float32Array }[];
  /** Signed distance to the obstacles, negative inside; null where there are none, or no field was asked for. */
  readonly distance: Float32Array | null;
}

/** How one pane draws. */
export interface PaneSettings {
  readonly field: string;
  /** A field in space is drawn as planes and a level surface, or as a map of its plane across z. */
  readonly mode: 'map' | 'surface' | 'volume';
  readonly cuts?: Cuts;
  readonly colormap: string;
  /** Null = follow the data. */
  readonly range: readonly [number, number] | null;
  readonly contours: boolean;
  readonly arrows: boolean;
  readonly streamlines: boolean;
  readonly particles: boolean;
}

/** A pane's camera: the visible rectangle for maps, an orbit for surfaces. */
export interface PaneCamera {
  /** Centre of the view in domain coordinates. */
  readonly center: readonly [number, number];
  /** Domain units per pane height / 1; 1 = the domain fits. */
  readonly zoom: number;
  /** Azimuth and elevation in radians (surface mode). */
  readonly orbit: readonly [number, number];
}

/** What a pane's colours span, and the field's least and largest value: those outside are clipped. */
export type PaneRange = readonly [low: number, high: number, least: number, largest: number];

/** A moment of the run that is looked at again. */
export interface PastMoment {
  /** Its place among `count` that were kept, the oldest first. */
  readonly index: number;
  readonly count: number;
  /** Null where the moment is a row of a picture over time. */
  readonly step: number | null;
  readonly time: number;
  /** The last state before it that the run can go on from; null = none. */
  readonly from: { readonly step: number; readonly time: number } | null;
}

/** A state that a run can go on from. */
export interface KeptState {
  readonly step: number;
  readonly time: number;
  readonly state: Snapshot;
}

/** The present state, and how long the run stood still for it, ms. */
export interface TakenState extends KeptState {
  readonly ms: number;
}

/** The numbers of a field that is drawn, [y][x], and where they stand. */
export interface ShownField {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly values: Float32Array;
}

/** What each kernel did in some steps of the run. */
export interface KernelReport {
  readonly steps: number;
  readonly rows: readonly {
    readonly name: string;
    readonly wgsl: string;
    readonly dispatches: number;
    /** Bytes that had to move, and floating-point operations. */
    readonly bytes: number;
    readonly flops: number;
    /** By the device's clock; null where it has none. */
    readonly ms: number | null;
    readonly timed: number;
  }[];
}

/** Sent over a raw MessagePort a few times a second; small and flat. */
export interface Pulse {
  readonly kind: 'pulse';
  readonly step: number;
  readonly time: number;
  readonly running: boolean;
  /** The newest order to run or to pause that this pulse knows of. */
  readonly order: number;
  readonly finished: boolean;
  readonly outcome: Outcome;
  readonly metrics: Readonly<Record<string, Metric>>;
  /** Median wall time of a step, ms. */
  readonly stepMs: number;
  /** For the colour bars, one a pane. */
  readonly ranges: readonly PaneRange[];
  /** Pictures drawn so far. */
  readonly pictures: number;
  /** Moments that were kept and can be looked at again. */
  readonly moments: number;
  /** The other answer, where there is one. */
  readonly rival: RivalState | null;
}

/** One line for the user, from the worker at any time. */
export interface Notice {
  readonly kind: 'notice';
  readonly level: 'info' | 'warning' | 'error';
  readonly text: string;
}

/** The device was lost and what happened to it. */
export interface DeviceNotice {
  readonly kind: 'device';
  readonly state: 'lost' | 'restored' | 'gone';
  readonly text: string;
}

export type WorkerMessage = Pulse | Notice | DeviceNotice;

/** Asks for the page's next animation frame. */
export interface FrameWish {
  readonly kind: 'frame';
}

/** What the page posts back over the same port: the frame that was wished for has come, or it is hidden or seen now. */
export type PageNews = 'frame' | 'hidden' | 'seen';

/** A failure that crosses the worker border as data (comlink would drop an error's fields). */
export interface Envelope<T> {
  readonly ok: boolean;
  readonly value?: T;
  readonly code?: Outcome['code'];
  readonly detail?: string;
  readonly field?: string;
}

/** The engine as the page sees it, through comlink; every reply is an envelope. */
export interface EngineApi {
  /** First call: opens the adapter. `port` carries {@link WorkerMessage}s and {@link FrameWish}es. */
  open(port: MessagePort): Promise<Envelope<AdapterReport>>;
  /**
   * Validates and starts a scene document (parsed JSON), replacing the present one. Where it `goesOn` it differs from
   * that in its bodies alone, and a method that can goes on from the present state.
   */
  load(scene: unknown, goesOn?: boolean): Promise<Envelope<LoadedScene>>;
  /** Hands over a pane's canvas; `pixels` is its size in device pixels. */
  attachPane(index: number, canvas: OffscreenCanvas, pixels: readonly [number, number]): Promise<Envelope<null>>;
  detachPane(index: number): Promise<Envelope<null>>;
  resizePane(index: number, pixels: readonly [number, number]): Promise<Envelope<null>>;
  setPane(index: number, settings: PaneSettings): Promise<Envelope<null>>;
  setCamera(index: number, camera: PaneCamera): Promise<Envelope<null>>;
  /** Theme colours the canvas needs: background as 0xRRGGBB. */
  setTheme(background: number, foreground: number): Promise<Envelope<null>>;
  /** @param order the page's number for this order; pulses say which one they know of. */
  run(order?: number): Promise<Envelope<null>>;
  pause(order?: number): Promise<Envelope<null>>;
  step(count: number): Promise<Envelope<null>>;
  reset(): Promise<Envelope<null>>;
  /** Steps per drawn frame at most; 0 = as fast as it goes. */
  setSpeed(stepsPerFrame: number): Promise<Envelope<null>>;
  setParameter(name: string, value: number): Promise<Envelope<null>>;
  /** Stops the run at that step, until it is started again; null = nowhere. */
  stopAt(step: number | null): Promise<Envelope<null>>;
  /** The present state; null where the run has failed. */
  snapshot(): Promise<Envelope<TakenState | null>>;
  /** Takes the run to the last of these states; the ones before it are moments that can be looked at. */
  restore(states: readonly KeptState[]): Promise<Envelope<null>>;
  /** A field that is drawn, as it is now or at the moment that is looked at. */
  field(name: string): Promise<Envelope<ShownField>>;
  /** Losses around the weights of a training, which stays as it is; null but for rows. */
  landscape(question: LandscapeQuestion): Promise<Envelope<Float64Array | null>>;
  /** Values and extremes of fields in space. */
  space(question: SpaceQuestion): Promise<Envelope<readonly FieldInSpace[]>>;
  /** Makes some steps and tells what each kernel did in them. */
  kernels(): Promise<Envelope<KernelReport>>;
  /** Shows a kept moment in all panes until the run goes on; null = the present. Replies null where there is none. */
  lookBack(index: number | null): Promise<Envelope<PastMoment | null>>;
  /** Takes the run back to the last state that was kept before the moment that is looked at. */
  goOn(): Promise<Envelope<null>>;
  /** Adds dabs of a brush to the running fields, in this order. */
  dab(strokes: readonly Stroke[]): Promise<Envelope<null>>;
  /** What sensors would read at points of the picture: the answer with the parameters' true values, without noise. */
  sense(field: string, x: Float64Array, y: Float64Array): Promise<Envelope<Float64Array>>;
  probe(x: number, y: number): Promise<Envelope<Readonly<Record<string, number>>>>;
  profiles(): Promise<Envelope<readonly Profile[]>>;
  /** What a multigrid method did on its levels in the latest cycle; null for other methods. */
  cycle(): Promise<Envelope<CycleTrace | null>>;
  /** Solves the scene on its grid and on two finer ones, and estimates the error of each. */
  refine(): Promise<Envelope<Richardson>>;
  /** Sets another answer beside the run's own (a classical one, a finer one, the exact one), or takes it away. */
  compare(on: boolean): Promise<Envelope<LoadedScene>>;
  /** Errors of both answers and what they took; null where nothing is compared. */
  race(): Promise<Envelope<Race | null>>;
  anatomy(): Promise<Envelope<AnatomyReport>>;
  /** Asks an operator, or tells it what to answer. */
  operator(question: OperatorQuestion): Promise<Envelope<OperatorReport>>;
  /** The experts of the present answer; null for methods that have none. */
  experts(): Promise<Envelope<ExpertsReport | null>>;
  /** The same network with a penalty, one constraint and experts, side by side; null where none is set up. */
  trio(question: TrioQuestion): Promise<Envelope<TrioReport | null>>;
  /** Metrics that need a look at the whole fields, such as errors against an exact solution. */
  measure(): Promise<Envelope<Readonly<Record<string, Metric>>>>;
  /** The methods and whether they could answer a scene, the present one or another. */
  methods(scene?: unknown): Promise<Envelope<readonly MethodFit[]>>;
  /** PNG of a pane as it is drawn now, `scale` times as many pixels wide and high. */
  capture(index: number, scale?: number): Promise<Envelope<Blob>>;
  /** Fields of the moment that is shown; null = all of them, none = only the moment itself. */
  take(names: readonly string[] | null): Promise<Envelope<Taken>>;
  /** What was trained; null where the method trains nothing. */
  weights(): Promise<Envelope<Weights | null>>;
  /** Counters for the tests: bytes on the GPU, buffers alive, readbacks of whole fields since load. */
  diagnostics(): Promise<Envelope<Readonly<Record<string, number>>>>;
  /** Says that the worker is alive. */
  ping(): Promise<Envelope<number>>;
}
