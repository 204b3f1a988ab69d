import {
  add,
  broadcastTo,
  concat,
  interpret,
  irfft,
  type Node,
  reshape,
  rfft,
  slice,
  sub,
  variable,
} from '../../array';
import { ClockNodes } from './clock-nodes';
import { EtdFactors } from './etd-factors';
import { etdrk4, type Row } from './etdrk4';
import { type Reference, type SolvedForm, solvedForm } from './form';
import { GridFormulas, type Positions, valuesOn } from './grid-formulas';
import type { FieldNode, Model } from './model';
import { orszagMask, type PeriodicGrid, periodicGrid } from './periodic-grid';
import { type EvolveSpec, parametersOf } from './spec';

/**
 * Equations on a periodic box by Fourier series: the linear part exactly in time, the rest at the points, its products
 * freed of aliases by Orszag's rule. The state is the spectrum of each component as a sum of two f32 arrays.
 */
export class PeriodicModel implements Model {
  readonly title: string;
  readonly notes: string[] = [];
  readonly order = 4;
  readonly clock = new ClockNodes();
  readonly positions: readonly Positions[];
  readonly state: readonly Node[];
  readonly updates: ReadonlyMap<Node, Node>;
  readonly fields: readonly FieldNode[];
  readonly #form: SolvedForm;
  readonly #grid: PeriodicGrid;
  readonly #formulas: GridFormulas;
  readonly #factors: EtdFactors;
  readonly #spectra: readonly Node[];
  readonly #low: readonly Node[];
  readonly #mask: Float64Array | null;
  readonly #spectralShape: readonly number[];
  readonly #axes: readonly number[];

  constructor(spec: EvolveSpec) {
    this.#form = solvedForm(spec);
    this.#grid = periodicGrid(spec.axes);
    const { axes, shape, waves, positions } = this.#grid;
    this.positions = axes.map(({ name }, a) => ({ name, at: positions[a] }));
    this.#formulas = new GridFormulas(spec, this.positions);
    this.#axes = shape.map((_, a) => a + 1);
    this.#spectralShape = [spec.batch, ...waves, 2];
    this.#mask = hasAliases(this.#form) ? orszagMask(this.#grid) : null;
    this.#factors = new EtdFactors(spec, this.#form, this.#grid, this.#mask);
    const names = this.#form.components.map(({ name }) => name);
    this.#spectra = names.map((name) => variable(`spectrum of ${name}`, this.#spectralShape));
    this.#low = names.map((name) => variable(`low part of ${name}`, this.#spectralShape));
    this.state = [...this.#spectra, ...this.#low];
    this.updates = new Map([...this.#step(), ...this.clock.updates]);
    this.fields = this.#fields();
    this.title = `Fourier series on ${shape.toReversed().join(' x ')} points, ETDRK4`;
    if (this.#mask)
      this.notes.push('products are freed of aliases: waves above two thirds of the highest are left out');
  }

  constants(spec: EvolveSpec, dt: number): ReadonlyMap<Node, Float64Array> {
    return new Map([...this.#formulas.values(spec), ...this.#factors.values(spec, dt)]);
  }

  initial(spec: EvolveSpec): ReadonlyMap<Node, Float64Array> {
    const points = variable('points', [spec.batch, ...this.#grid.shape]);
    const transform = rfft(points, this.#axes);
    const result = new Map<Node, Float64Array>();
    this.#form.components.forEach(({ name }, i) => {
      const [spectrum] = interpret([transform], new Map([[points, this.#initialPoints(spec, name)]]));
      const mask = this.#mask;
      const exact = mask ? spectrum.map((x, k) => x * mask[(k >> 1) % mask.length]) : spectrum;
      result.set(this.#spectra[i], exact.map(Math.fround));
      result.set(
        this.#low[i],
        exact.map((x) => x - Math.fround(x)),
      );
    });
    return result;
  }

  #initialPoints(spec: EvolveSpec, name: string): Float64Array {
    const size = this.#grid.shape.reduce((product, extent) => product * extent, 1);
    const given = spec.initial[name];
    const result = new Float64Array(spec.batch * size);
    if (given === undefined) return result;
    for (let sample = 0; sample < spec.batch; sample++) {
      const own =
        'kind' in given
          ? valuesOn(given, this.positions, parametersOf(spec, sample))
          : Float64Array.from({ length: size }, (_, k) => given[given.length === size ? k : sample * size + k]);
      result.set(own, sample * size);
    }
    return result;
  }

  #step(): Map<Node, Node> {
    const change = etdrk4(
      {
        rest: (state, part) => this.#rest(state, part),
        apply: (name, row) => this.#factors.apply(name, row),
      },
      this.#spectra,
    );
    const updates = new Map<Node, Node>();
    change.forEach((own, i) => {
      if (!own) return;
      // Kahan: what the sum loses is kept and added in the next step.
      const wanted = add(own, this.#low[i]);
      const sum = add(this.#spectra[i], wanted);
      updates.set(this.#spectra[i], sum);
      updates.set(this.#low[i], sub(wanted, sub(sum, this.#spectra[i])));
    });
    return updates;
  }

  /** The spectra of what the rates have beside their linear parts. */
  #rest(state: readonly Node[], part: number): Row {
    const rests = this.#form.components.map(({ rest }) => rest);
    if (rests.every((rest) => rest === null)) return rests.map(() => null);
    const shape = [state[0].shape[0], ...this.#grid.shape];
    const values = new Map([...this.#points(state), ['t', this.clock.at(part)] as const]);
    const points = rests.flatMap((rest) => (rest ? [broadcastTo(this.#formulas.node(rest, values), shape)] : []));
    const transformed = rfft(points.length === 1 ? points[0] : concat(points, 0), this.#axes);
    let at = 0;
    return rests.map((rest) => {
      if (!rest) return null;
      const own = slice(transformed, 0, at, at + shape[0]);
      at += shape[0];
      return own;
    });
  }

  /** The values at the points of all derivatives that rates use. */
  #points(state: readonly Node[]): [string, Node][] {
    return this.#transformBack([...this.#form.references], state);
  }

  #transformBack(references: readonly (readonly [string, Reference])[], state: readonly Node[]): [string, Node][] {
    if (references.length === 0) return [];
    const batch = state[0].shape[0];
    const spectra = references.map(([, reference]) => this.#factors.derivative(reference, state));
    const all = spectra.length === 1 ? spectra[0] : concat(spectra, 0);
    const shape = [batch, ...this.#grid.shape];
    const points = irfft(all, this.#grid.shape.at(-1)!, this.#axes);
    return references.map(([name], k) => [name, reshape(slice(points, 0, k * batch, (k + 1) * batch), shape)]);
  }

  #fields(): FieldNode[] {
    const flat = this.#grid.axes.map(() => 0);
    const names = [...this.#form.components.map(({ name }) => name), ...this.#factors.shownInstants];
    const state = this.#spectra.map((spectrum, i) => add(spectrum, this.#low[i]));
    const references = names.map((name): [string, Reference] => [name, { of: name, by: flat }]);
    return this.#transformBack(references, state).map(([name, node]) => ({ name, node }));
  }
}

/** Without derivatives every point is for itself, and without unknowns in the rest there are no products. */
function hasAliases({ references, components }: SolvedForm): boolean {
  const linear = components.flatMap((one) => one.linear);
  return references.size > 0 && [...references.values(), ...linear].some(({ by }) => by.some((order) => order > 0));
}
