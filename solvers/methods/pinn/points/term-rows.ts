import { TILE } from '../network/layout';
import { type LeibnizTerm, leibniz, type Residual, residualOf } from '../statement/residual';
import { scopeOf } from '../statement/scope';
import type { Statement, Term } from '../statement/statement';
import type { PointData } from './point-data';

/** What a network gives, from the device or more precise from the host. */
export type Outputs = Float32Array | Float64Array;

/**
 * The residuals of one term and their derivatives by the network's outputs, on the host in f64: some thousand points
 * take a few milliseconds, and losses can be compared to the last digits that f32 weights have.
 */
export class TermRows {
  readonly term: Term;
  readonly #residuals: readonly Residual[];
  readonly #leibniz: readonly (readonly LeibnizTerm[])[];
  readonly #unknowns: number;
  readonly #axes: number;
  readonly #values: Float64Array;

  constructor(statement: Statement, term: Term) {
    const scope = scopeOf(statement.problem);
    const inferred = (statement.problem.inferred ?? []).map(({ name }) => name);
    this.term = term;
    const inputs = statement.inputs.map(({ symbol }) => symbol);
    this.#residuals = term.residuals.map((formula) => {
      return residualOf(formula, scope, statement.channels, inferred, inputs);
    });
    this.#leibniz = leibniz(statement.channels);
    this.#unknowns = scope.unknowns.length;
    this.#axes = statement.axes.length;
    const { length } = statement.channels;
    const known = this.#axes + inputs.length + scope.parameters.length;
    this.#values = new Float64Array(length * this.#unknowns + known);
  }

  /** Rows at `padded` points. */
  rows(padded: number): number {
    return padded * this.#residuals.length;
  }

  setParameters(values: readonly number[]): void {
    this.#values.set(values, this.#values.length - values.length);
  }

  /**
   * Writes residual e at point k, times `scale`, to `into[start + e * padded + k]`; 0 for the padding.
   * @param outputs of the network, [tile][unknowns * C][8], from tile `tile` on
   */
  evaluate(points: PointData, outputs: Outputs, tile: number, scale: number, into: Float64Array, start: number): void {
    for (let k = 0; k < points.count; k++) {
      this.#read(points, outputs, tile, k);
      const own = scale * (points.fade?.[k] ?? 1);
      for (const [e, { evaluate }] of this.#residuals.entries()) {
        const wanted = this.term.wanted?.[e][k] ?? 0;
        into[start + e * points.padded + k] = own * (evaluate(this.#values) - wanted);
      }
    }
    for (let k = points.count; k < points.padded; k++) {
      for (let e = 0; e < this.#residuals.length; e++) into[start + e * points.padded + k] = 0;
    }
  }

  /** The derivatives of the same residuals by the network's outputs: [row tile][unknowns * C][8] from row `start` on. */
  linearise(points: PointData, outputs: Outputs, tile: number, scale: number, into: Float32Array, start: number): void {
    const count = this.#leibniz.length;
    const tileSize = TILE;
    const width = this.#unknowns * count * tileSize;
    for (let e = 0; e < this.#residuals.length; e++) {
      const first = ((start + e * points.padded) / TILE) * width;
      into.fill(0, first, first + (points.padded / TILE) * width);
    }
    for (let k = 0; k < points.count; k++) {
      this.#read(points, outputs, tile, k);
      const own = scale * (points.fade?.[k] ?? 1);
      const place = Math.floor(k / TILE) * width + (k % TILE);
      for (const [e, { partials }] of this.#residuals.entries()) {
        const at = ((start + e * points.padded) / TILE) * width + place;
        for (const { slot, evaluate } of partials) {
          const slope = own * evaluate(this.#values);
          const unknown = Math.floor(slot / count);
          const factor = points.factor[unknown];
          if (factor === null) {
            into[at + slot * TILE] += slope;
            continue;
          }
          for (const { ofNetwork, ofFactor, binomial } of this.#leibniz[slot - unknown * count]) {
            into[at + (unknown * count + ofNetwork) * TILE] += slope * binomial * factor[ofFactor * points.padded + k];
          }
        }
      }
    }
  }

  /**
   * The derivatives of the same residuals by the parameters that are inferred, each times its slope:
   * `into[parameter * rows + start + e * padded + k]`.
   */
  byParameters(
    points: PointData,
    outputs: Outputs,
    tile: number,
    scale: number,
    slopes: readonly number[],
    into: Float32Array,
    start: number,
  ): void {
    const rows = into.length / slopes.length;
    for (let k = 0; k < points.count; k++) {
      this.#read(points, outputs, tile, k);
      const own = scale * (points.fade?.[k] ?? 1);
      for (const [e, { byParameter }] of this.#residuals.entries()) {
        for (const [p, evaluate] of byParameter.entries()) {
          const slope = evaluate === null ? 0 : evaluate(this.#values);
          into[p * rows + start + e * points.padded + k] = own * slopes[p] * slope;
        }
      }
    }
  }

  /** The unknowns and their derivatives at point k, and the coordinates. */
  #read(points: PointData, outputs: Outputs, tile: number, k: number): void {
    const count = this.#leibniz.length;
    const { padded } = points;
    const at = (tile + Math.floor(k / TILE)) * this.#unknowns * count * TILE + (k % TILE);
    for (let unknown = 0; unknown < this.#unknowns; unknown++) {
      const given = points.given[unknown];
      const factor = points.factor[unknown];
      const own = at + unknown * count * TILE;
      for (let c = 0; c < count; c++) {
        let value = given === null ? 0 : given[c * padded + k];
        if (factor === null) value += outputs[own + c * TILE];
        else {
          for (const { ofNetwork, ofFactor, binomial } of this.#leibniz[c]) {
            value += binomial * factor[ofFactor * padded + k] * outputs[own + ofNetwork * TILE];
          }
        }
        this.#values[unknown * count + c] = value;
      }
    }
    const first = this.#unknowns * count;
    for (let axis = 0; axis < this.#axes; axis++) this.#values[first + axis] = points.places[axis][k];
    for (const [i, own] of points.inputs.entries()) this.#values[first + this.#axes + i] = own[k];
  }
}
