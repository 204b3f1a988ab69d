import type { Outcome } from '../base/result';
import type { DeviceArray, Gpu } from '../gpu';
import type { StoredArrays } from '../io';
import type { Problem } from './problem';

/** A number that is shown: its value and its unit ('' = dimensionless). */
export interface Metric {
  readonly value: number;
  readonly unit: string;
}

/** What one step costs, from the recorded programs. */
export interface StepCost {
  readonly dispatches: number;
  readonly bytes: number;
  readonly flops: number;
}

/**
 * A scalar field that can be drawn: f32, C order [ny][nx], cell-centred, refreshed on the GPU by
 * {@link Solver.refresh}. `extent` is [xmin, xmax, ymin, ymax].
 */
export interface DisplayField {
  readonly name: string;
  readonly title: string;
  /** LaTeX of the quantity. */
  readonly latex: string;
  readonly unit: string;
  /** A map with a middle (vorticity) or from low to high (speed). */
  readonly kind: 'diverging' | 'sequential' | 'cyclic';
  readonly data: DeviceArray;
  /** A field whose values set the colours' range in place of its own, so that both can be compared. */
  readonly rangeOf?: string;
}

/** Everything the renderer needs; buffers stay on the device. */
export interface Display {
  readonly nx: number;
  readonly ny: number;
  /** Positions of the cell faces, nx + 1 and ny + 1 numbers. */
  readonly facesX: Float64Array;
  readonly facesY: Float64Array;
  /** Where the values stand along each axis, nx and ny numbers; the middle of the cells where it is left out. */
  readonly points?: { readonly x: Float64Array; readonly y: Float64Array };
  readonly fields: readonly DisplayField[];
  /** Cell-centred velocity, vec2f [ny][nx], or null where the problem has none. */
  readonly velocity: DeviceArray | null;
  /** Signed distance to the obstacles at the cell centres, f32 [ny][nx] (negative inside), or null. */
  readonly distance: DeviceArray | null;
  /** The whole of fields in space, of which the picture is one plane across z; left out for fields in the plane. */
  readonly volume?: Volume;
}

/** Fields in a box. */
export interface Volume {
  /** From where to where along x, y and z. */
  readonly box: readonly (readonly [number, number])[];
  /** Where the values stand along x, y and z, evenly spaced. */
  readonly points: readonly [Float64Array, Float64Array, Float64Array];
  /** f32, C order [nz][ny][nx], of display fields by name; refreshed together with them. */
  readonly fields: ReadonlyMap<string, DeviceArray>;
  /** Signed distance to the obstacles at the points, negative inside; null where there are none. */
  readonly distance: Float32Array | null;
}

/** A sampled line: positions along the line, and the values of one field there. */
export interface Profile {
  readonly title: string;
  readonly coordinate: string;
  readonly field: string;
  readonly positions: Float64Array;
  readonly values: Float64Array;
}

/** A field on the host, f64 [ny][nx] (or its staggered size), with its own coordinates. */
export interface HostField {
  readonly name: string;
  /** Shape in C order, e.g. [ny, nx]. */
  readonly shape: readonly number[];
  readonly data: Float64Array;
  /** Coordinates for each axis of `shape`, by axis name. */
  readonly coordinates: Readonly<Record<string, Float64Array>>;
}

/** A restorable state: one byte block a named array, and the host's own numbers. */
export interface Snapshot {
  readonly method: string;
  readonly numbers: Readonly<Record<string, number>>;
  readonly arrays: Readonly<Record<string, ArrayBuffer>>;
}

/** A visit of one level in a multigrid cycle, with the residual's root mean square when it began and when it ended. */
export interface LevelVisit {
  /** 0 = the finest. */
  readonly level: number;
  readonly before: number;
  readonly after: number;
}

/** What a multigrid method did on its levels in its latest cycle, and how its residual has fallen so far. */
export interface CycleTrace {
  /** Points along each axis, x first, of each level from fine to coarse. */
  readonly levels: readonly (readonly number[])[];
  /** In order of time; the residuals of coarse levels are those of the equations for the correction. */
  readonly visits: readonly LevelVisit[];
  /** Relative residual before the first cycle and after each. */
  readonly residuals: readonly number[];
}

/** What pulls at the weights of a training, and where it looks. */
export interface Anatomy {
  /** Terms of the loss, groups of them, or single equations. */
  readonly names: readonly string[];
  /** Lengths of their gradients by the weights; null where they are not told. */
  readonly lengths: readonly number[] | null;
  /** Cosines between their gradients, [name][name]: 1 = they pull the same way, -1 = against each other. */
  readonly cosines: readonly (readonly number[])[];
  /** Places of the training points in the picture, by term. */
  readonly points: readonly { readonly term: string; readonly x: Float32Array; readonly y: Float32Array }[];
}

/** The loss of a training on a plane through the weights that it had when it was asked for. */
export interface Landscape {
  /**
   * Losses at the middle plus each of `first` along one direction plus `second` along another; 1 = about as far as the
   * weights are from 0. No number where the network has none.
   */
  losses(first: Float64Array, second: number): Promise<Float64Array>;
}

/** One expert: the part of space and time that it answers for, and how its constraint's solve went. */
export interface Expert {
  /** From where to where along each axis in space, and in time. */
  readonly box: Readonly<Record<string, readonly [number, number]>>;
  /** The same with what it shares with its neighbours; may leave an axis that repeats. */
  readonly reach: Readonly<Record<string, readonly [number, number]>>;
  readonly iterations: number;
  /** Norm of its rows' residuals, and an estimate of its system's condition; null where nothing is solved. */
  readonly residual: number | null;
  readonly condition: number | null;
  /** Anything but ok marks an expert whose system is singular or whose iteration stalled; it keeps its best. */
  readonly outcome: Outcome;
  /** What it weighs the basis fields by. */
  readonly weights: readonly number[];
  /** The largest |F| of the equation in its box. */
  readonly largest: number;
}

/** Where two experts meet: the largest jump of the answer along the whole border, in the units of the unknown. */
export interface Border {
  readonly axis: string;
  readonly at: number;
  readonly jump: number;
}

/** All experts of the present answer; plain numbers and text, which messages and files carry. */
export interface ExpertsReport {
  readonly experts: readonly Expert[];
  readonly borders: readonly Border[];
  /** The largest |F| of the equation anywhere. */
  readonly largest: number;
}

/** An operator's answer to one input beside the classical one, in space at the end of time. */
export interface OperatorLook {
  /** Points along y, x as far as they exist. */
  readonly shape: readonly number[];
  /** Where they stand, by axis. */
  readonly coordinates: Readonly<Record<string, Float64Array>>;
  /** The first input field, the first unknown as it is answered, and as the classical method solves it; C order [y][x]. */
  readonly given: Float32Array;
  readonly answer: Float32Array;
  readonly solved: Float32Array;
}

/** A trained operator that can be questioned: it answers numbered examples and painted inputs, on grids of any size. */
export interface Operator {
  /** Number of the example that is answered, which no training sees; null = the scene's own input. */
  readonly example: number | null;
  /** Whether a brush has changed the input. */
  readonly painted: boolean;
  /** Grows with every other input, so that whoever keeps an answer to it knows that it is an old one. */
  readonly version: number;
  /** Display fields that a brush may dab into. */
  readonly paints: readonly string[];
  /** Waves that its layers keep along each axis. */
  readonly modes: number;
  /** Points along the longest side of its picture. */
  readonly points: number;
  /** Steps of training behind its weights are none of its own: they were handed in. */
  readonly handedIn: boolean;
  /** The examples in files that it learns of; null = its own. */
  readonly stored: StoredFacts | null;
  /** Answers another input from now on. */
  choose(example: number | null): Promise<void>;
  /** The classical answer to the input, on the points of the picture. */
  solved(): Promise<readonly HostField[]>;
  /** Both answers to the input on so many points along the longest side, whatever it was trained on. */
  look(points: number): Promise<OperatorLook>;
  /**
   * Relative L2 errors, the mean over frames, of the examples from a number on: at most `count`, or what is solved at
   * once. Where it learns of files, of the samples that are kept from it, as far as there are any.
   */
  examine(first: number, count: number): Promise<readonly number[]>;
  /** Trains on from the weights that it has. */
  train(): void;
}

/** Trained numbers: named f32 arrays, and what is known of how they were made. */
export interface Weights {
  readonly tensors: ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** One dab of a brush: a round spot with a soft edge, added to a field that runs. */
export interface Stroke {
  /** An unknown. */
  readonly field: string;
  readonly x: number;
  readonly y: number;
  /** In the units of the domain; the spot has faded away there. */
  readonly radius: number;
  /** Added in the middle of the spot. */
  readonly amount: number;
}

/** Solved examples in files: arrays that are read by samples, their first axis. */
export interface StoredData {
  /** What they are called in messages. */
  readonly name: string;
  readonly arrays: StoredArrays;
}

/** What is known of examples in files. */
export interface StoredFacts {
  readonly name: string;
  /** Samples that are learned, and those that are kept from it, on which errors are measured. */
  readonly training: number;
  readonly tests: number;
  /** Points along y, x as far as they exist. */
  readonly shape: readonly number[];
  /** Whose layout the arrays have; `names` = those of the channels. */
  readonly layout: 'PDEBench' | 'neuraloperator' | 'names';
}

/** A live solve. Everything the studio and the command line show comes through this. */
export interface Solver {
  readonly method: string;
  readonly stepCount: number;
  readonly time: number;
  /** `ok` while running; `steady` is not an error: see {@link finished}. */
  readonly outcome: Outcome;
  /** True once nothing more will change: the end time or the steady state was reached. */
  readonly finished: boolean;
  /** Free-text facts chosen by the method, said aloud: "dt = 0.002 from CFL 0.8", kernel variants, ... */
  readonly notes: readonly string[];
  /**
   * Advances by up to `n` steps, submitting slices of bounded time; resolves when at most one slice is still in
   * flight. Reads back small status words only. Never throws for divergence: see {@link outcome}.
   */
  step(n: number): Promise<void>;
  /** The latest metrics, from the last status that was read; no waiting. */
  metrics(): Readonly<Record<string, Metric>>;
  /** Metrics that need a full look at the fields (errors against exact or reference); reads back. */
  measure(): Promise<Readonly<Record<string, Metric>>>;
  /** Changes a parameter from the next step on. Throws `bad-input` where it is not one of the problem's. */
  setParameter(name: string, value: number): void;
  readonly display: Display;
  /** Encodes and submits the refresh of the named display fields and the display velocity. */
  refresh(names: readonly string[]): void;
  /**
   * Brings those display fields up to date that take the host's time, such as a network's residual; may run beside
   * steps. Methods that have none leave it out.
   */
  fill?(names: readonly string[]): Promise<void>;
  /** Profiles that the scene asks for, at the present state. */
  profiles(): Promise<readonly Profile[]>;
  /** Values of all display fields and the velocity at a point. */
  probe(x: number, y: number): Promise<Readonly<Record<string, number>>>;
  /** The latest cycle on its levels; methods without levels leave it out. */
  cycle?(): Promise<CycleTrace | null>;
  /** A training from inside; methods that do not train by points leave it out. */
  anatomy?(): Promise<Anatomy>;
  /** The loss around the present weights, along two directions drawn by a seed; the training is not disturbed. */
  landscape?(seed: number): Landscape;
  /** For questions about a trained operator; other methods leave it out. */
  readonly operator?: Operator;
  /** The experts that answer, solved for the present parameters; methods without a basis to weigh leave it out. */
  experts?(): Promise<ExpertsReport>;
  fields(): Promise<readonly HostField[]>;
  /**
   * The fields at a time within the next few steps, exactly there; the state stays where it is. Null where the time is
   * not so near; methods that only end steps leave it out.
   */
  fieldsAt?(time: number): Promise<readonly HostField[] | null>;
  /**
   * The unknowns on the points that coordinates span (with t where there is time), or on points of their own that
   * carry their coordinates; networks have it, grids not.
   */
  sampleOn?(coordinates: Readonly<Record<string, Float64Array>>): Promise<readonly HostField[]>;
  readonly cost: StepCost;
  /** What was trained, to be kept in a file; methods that train nothing leave it out. */
  weights?(): Promise<Weights>;
  /** Takes trained numbers in place of its own; throws `bad-input` naming the array that does not fit. */
  takeWeights?(weights: Weights): Promise<void>;
  /**
   * Learns from solved examples in place of its own (null: of its own again), and is asked those of `tests` (null: the
   * last of them); throws `bad-input` naming the array that does not fit, before anything is allocated.
   */
  takeExamples?(data: StoredData | null, tests: StoredData | null): Promise<void>;
  /** Dabs into the running state; methods that have no such state leave it out. */
  paint?(stroke: Stroke): Promise<void>;
  save(): Promise<Snapshot>;
  load(snapshot: Snapshot): Promise<void>;
  /**
   * Goes on from the state of a run whose scene has other bodies or other sensors and is the same in all else: a wall that
   * is drawn does not begin the flow anew. Methods that have no such state leave it out.
   */
  goOnFrom?(snapshot: Snapshot): Promise<void>;
  /** Back to the initial state. */
  reset(): Promise<void>;
  dispose(): void;
}

/** A method: checks that it fits a problem, then makes a solver. One line in `methods/index.ts` each. */
export interface Method {
  readonly id: string;
  readonly title: string;
  /** It is trained for many problems at once, and answers each: to solve one begins with the weights that come along. */
  readonly isOperator?: boolean;
  /** Null if the method can solve the problem, else one sentence why not. */
  refuses(problem: Problem): string | null;
  /** Bytes of GPU memory that {@link init} would allocate: asked before anything is allocated. */
  memory(problem: Problem): number;
  /**
   * Scene settings under which the steps in time err a quarter as much or less, for a run on a finer grid beside which
   * this problem's own can be judged; methods whose steps shrink with the cells leave it out.
   */
  finer?(problem: Problem): readonly string[];
  init(gpu: Gpu, problem: Problem): Promise<Solver>;
}
