import type { Expr } from '../expr';

/** A spatial axis or time: its name in formulas and its interval. */
export interface Axis {
  readonly name: string;
  readonly min: number;
  readonly max: number;
}

/** Which end of an axis a side of the box is. */
export type End = 'min' | 'max';

/**
 * A linear condition on one unknown at a side: the sum of `terms[s] * s` is `given`, where s is the unknown or its
 * derivative along the side's axis (by the coordinate, not the outward normal), such as `u` and `u_x`. Coefficients
 * and `given` are formulas in the coordinates, t and the parameters.
 */
export interface SideEquation {
  readonly unknown: string;
  readonly terms: Readonly<Record<string, Expr>>;
  readonly given: Expr;
}

/**
 * What holds on one side of the box. `values` gives an unknown's boundary formula (in the coordinates, t and
 * the parameters), `equations` what is said of slopes; unknowns that neither names are free there. A `wall` lets
 * nothing through: no slip in a flow, no slope of any other unknown. A periodic axis has both its sides `periodic`.
 */
export interface Side {
  readonly axis: string;
  readonly end: End;
  readonly kind: 'wall' | 'values' | 'outflow' | 'periodic';
  readonly values: Readonly<Record<string, Expr>>;
  readonly equations: readonly SideEquation[];
}

/**
 * A body in the domain: `distance` is its signed distance (negative inside), in the coordinates. `values` are the
 * unknowns given on its surface; without any it is a wall.
 */
export interface Obstacle {
  readonly name: string;
  readonly distance: Expr;
  readonly values: Readonly<Record<string, Expr>>;
}

/** One equation `left = right`; derivatives are symbols such as `u_xx`. */
export interface Equation {
  readonly text: string;
  readonly left: Expr;
  readonly right: Expr;
  /** The same before vector operators were written out: `div(a*grad(u))` still shows what flows. */
  readonly written: { readonly left: Expr; readonly right: Expr };
}

/** Numbers on a grid of their own, C order, axes [z][y][x] as far as they exist. */
export interface GridValues {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/**
 * How examples of an input field are drawn: its formula, in which the symbol `field` is a Gaussian field of mean 0
 * whose mode of k waves (half waves in the cosine basis) has the amplitude `spectrum`, a formula in k.
 */
export interface RandomInput {
  readonly field: string;
  readonly formula: Expr;
  readonly spectrum: Expr;
  /** Cosines have no slope at the sides; Fourier modes are periodic. */
  readonly basis: 'cosine' | 'fourier';
}

/** A field that the equations use beside the unknowns, such as a permeability. */
export interface InputField {
  /** In the coordinates and parameters; null where it comes as an array only. */
  readonly formula: Expr | null;
  /** Given from outside, in place of the formula; null = none. */
  readonly values: GridValues | null;
  /** Where the array's numbers sit. */
  readonly at: 'cells' | 'nodes';
  /** What an operator is to learn from; null = the scene says nothing of it. */
  readonly random: RandomInput | null;
}

/** Settings of one method. */
export type Recipe = Readonly<Record<string, number | boolean | string>>;

/** Cells of each spatial axis, with how their widths vary (1 = uniform). */
export interface GridSpec {
  /** Number of cells for each axis, in the order of `Problem.axes`. */
  readonly cells: readonly number[];
  /**
   * For each axis, a formula for the relative cell width in that axis's coordinate, or null for uniform
   * cells; the widths are scaled so that they fill the interval.
   */
  readonly spacing: readonly (Expr | null)[];
  /** Where the unknowns sit; null leaves it to the method. */
  readonly at: 'cells' | 'nodes' | null;
}

/** A straight line on which a field is sampled: along one axis, the other coordinates fixed. */
export interface ProfileLine {
  readonly title: string;
  /** An unknown. */
  readonly field: string;
  /** The axis that the line follows, from end to end. */
  readonly along: string;
  /** The value of every other spatial coordinate. */
  readonly at: Readonly<Record<string, number>>;
}

/**
 * A random divergence-free initial velocity, drawn from `Problem.seed`: its energy is centred on wave number
 * `peak` (waves along the longest side), its root-mean-square speed is `rms`.
 */
export interface RandomVelocity {
  readonly peak: number;
  readonly rms: number;
}

/**
 * A random periodic initial field of an unknown, drawn from `Problem.seed`: a Gaussian field whose mode of k waves (along
 * the longest side) has the amplitude `spectrum`, a formula in k and the parameters; plus `mean`. With `rms` the
 * fluctuation is scaled to that root mean square.
 */
export interface RandomField {
  readonly unknown: string;
  readonly spectrum: Expr;
  readonly mean: number;
  readonly rms: number | null;
  /** Drawn from numpy's numbers, from a box of so many waves each way: a field that was published so. */
  readonly numpy?: number;
}

/** A parameter that is to be found from data. */
export interface Inferred {
  readonly name: string;
  /** Where the search begins. */
  readonly start: number;
  /** Width of the slider's range, or a search by factors. */
  readonly scale: 'linear' | 'log';
  readonly span: number;
  /** What should be found, where it is known. */
  readonly truth: number | null;
}

/** Measured values of an unknown. */
export interface Sensors {
  readonly field: string;
  /** [coordinate][count], the axes in their order, then time. */
  readonly places: readonly Float64Array[];
  readonly values: Float64Array;
}

/** A problem as every method receives it: parsed, resolved and capped; made by `scenes/`. */
export interface Problem {
  readonly id: string;
  readonly unknowns: readonly string[];
  /** Spatial axes, in the order x, y, z as far as they exist. */
  readonly axes: readonly Axis[];
  readonly time: Axis | null;
  /** Parameter values at the start; methods read later changes from `Solver.setParameter`. */
  readonly parameters: Readonly<Record<string, number>>;
  readonly equations: readonly Equation[];
  readonly sides: readonly Side[];
  /** Fields given beside the unknowns, by name; in `equations` they look like unknowns. */
  readonly inputs: Readonly<Record<string, InputField>>;
  /** Initial formula of each unknown that has one (others start at 0), and of time derivatives such as `u_t`. */
  readonly initial: Readonly<Record<string, Expr>>;
  /** A random initial velocity in place of formulas, or null. */
  readonly random: RandomVelocity | null;
  /** Random initial fields of unknowns that have no initial formula. */
  readonly randomFields: readonly RandomField[];
  readonly obstacles: readonly Obstacle[];
  readonly grid: GridSpec;
  /** Exact solution in the coordinates, t and the parameters, where one is known. */
  readonly exact: Readonly<Record<string, Expr>>;
  /** Named points and reference numbers that metrics need, e.g. the reference speed and length of drag. */
  readonly scales: Readonly<Record<string, number>>;
  readonly profiles: readonly ProfileLine[];
  readonly seed: number;
  /** Settings by method's id. */
  readonly recipes: Readonly<Record<string, Recipe>>;
  /** Time step, where the scene fixes one; else the method chooses and says so. */
  readonly dt: number | null;
  /** Parameters to be found, and what was measured; methods that solve forwards take the parameters' values. */
  readonly inferred?: readonly Inferred[];
  readonly data?: readonly Sensors[];
}
