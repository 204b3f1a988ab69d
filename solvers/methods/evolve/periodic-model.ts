import { add, broadcastTo, concat, interpret, type Node, reshape, slice, sub, variable } from '../../array';
import type { Expr } from '../../expr';
import { ClockNodes } from './clock-nodes';
import { EtdFactors } from './etd-factors';
import { etdrk4, type Row } from './etdrk4';
import { Factors, writeFactor } from './factors';
import { type ConservationLaw, isZero, transportOf } from './flux';
import { Fold } from './fold';
import type { SolvedForm } from './form';
import { withFrozen } from './frozen';
import { GridFormulas, type Positions } from './grid-formulas';
import { initialPoints } from './initial-points';
import { type Mirror, unfolded } from './mirror';
import type { FieldNode, Model } from './model';
import { changed } from './pair';
import { forEachWave, orszagMask, type PeriodicGrid, periodicGrid } from './periodic-grid';
import type { Reference } from './reference';
import type { EvolveSpec } from './spec';
import { Transforms } from './transforms';

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
  readonly compared: readonly Node[];
  /** The rest of the rates as fluxes and sources, where it is that. */
  readonly #transport: ConservationLaw | null;
  readonly #slopes: Factors;
  readonly #form: SolvedForm;
  readonly #grid: PeriodicGrid;
  readonly #fold: Fold;
  readonly #formulas: GridFormulas;
  readonly #factors: EtdFactors;
  readonly #spectra: readonly Node[];
  readonly #low: readonly Node[];
  readonly #mask: Float64Array | null;
  readonly #spectralShape: readonly number[];
  readonly #transforms: Transforms;

  /** @param mirrors axes along which the problem is half of a periodic one */
  constructor(given: EvolveSpec, form: SolvedForm, mirrors: readonly Mirror[] = []) {
    const spec = withFrozen(given, form);
    this.#transport = transportOf(form);
    this.#form = this.#transport ? withValuesAlone(form) : form;
    this.#grid = periodicGrid(unfolded(spec.axes, mirrors));
    const { shape, waves } = this.#grid;
    this.#fold = new Fold(this.#grid, mirrors);
    this.positions = this.#fold.positions;
    this.#formulas = new GridFormulas(spec, this.#fold.folded);
    this.#spectralShape = [spec.batch, ...waves, 2];
    this.#mask = hasAliases(form) ? orszagMask(this.#grid) : null;
    this.#transforms = new Transforms(shape, this.#mask !== null);
    this.#factors = new EtdFactors(spec, this.#form, this.#grid, this.#mask, this.#transforms.kept);
    const axes = this.#transport ? this.#grid.axes : [];
    const slopes = axes.map(({ name }) => ({ key: name, re: false, im: true }));
    this.#slopes = new Factors('slopes', slopes, [1, ...waves]);
    const names = this.#form.components.map(({ name }) => name);
    this.#spectra = names.map((name) => variable(`spectrum of ${name}`, this.#spectralShape));
    this.#low = names.map((name) => variable(`low part of ${name}`, this.#spectralShape));
    this.state = [...this.#spectra, ...this.#low];
    const step = this.#step();
    this.compared = this.#spectra.filter((node) => step.has(node));
    this.updates = new Map([...step, ...this.clock.updatesOf([...step.values()])]);
    this.fields = this.#fields();
    this.title = `Fourier series on ${shape.toReversed().join(' x ')} points, ETDRK4`;
    for (const { axis } of mirrors)
      this.notes.push(`along ${axis} the problem is half of a periodic one, its ends are mirrors`);
    if (this.#mask)
      this.notes.push('products are freed of aliases: waves above two thirds of the highest are left out');
  }

  constants(given: EvolveSpec, dt: number): ReadonlyMap<Node, Float64Array> {
    const spec = withFrozen(given, this.#form);
    const factors = this.#factors.values(spec, dt);
    return new Map([...this.#formulas.values(spec), ...factors, [this.#slopes.node, this.#slopeFactors()]]);
  }

  initial(spec: EvolveSpec): ReadonlyMap<Node, Float64Array> {
    const points = variable('points', [spec.batch, ...this.#grid.shape]);
    const transform = this.#transforms.forwards(points);
    const result = new Map<Node, Float64Array>();
    this.#form.components.forEach(({ name, unknown }, i) => {
      const own = initialPoints(spec, name, this.positions);
      const [spectrum] = interpret([transform], new Map([[points, this.#fold.unfolded(own, unknown)]]));
      result.set(this.#spectra[i], spectrum.map(Math.fround));
      result.set(
        this.#low[i],
        spectrum.map((x) => x - Math.fround(x)),
      );
    });
    return result;
  }

  /** What a spectrum is multiplied with for the slope along each axis. */
  #slopeFactors(): Float64Array {
    const { axes, waves, oddWavenumbers } = this.#grid;
    const slopes = this.#slopes.room();
    const parts = axes.map(({ name }) => this.#slopes.partsOf(name));
    forEachWave(waves, (wave, places) => {
      parts.forEach((own, a) => void writeFactor(slopes, own, wave, 0, oddWavenumbers[a][places[a]]));
    });
    return slopes;
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
      const [high, low] = changed(this.#spectra[i], this.#low[i], own, this.clock.one);
      updates.set(this.#spectra[i], high);
      updates.set(this.#low[i], low);
    });
    return updates;
  }

  /** The spectra of what the rates have beside their linear parts. */
  #rest(state: readonly Node[], part: number): Row {
    const terms = this.#restTerms();
    if (terms.length === 0) return state.map(() => null);
    const batch = state[0].shape[0];
    const shape = [batch, ...this.#grid.shape];
    const values = new Map([...this.#points(state), ['t', this.clock.at(part)] as const]);
    const points = terms.map(({ formula }) => broadcastTo(this.#formulas.node(formula, values), shape));
    const transformed = this.#transforms.forwards(points.length === 1 ? points[0] : concat(points, 0));
    const row: (Node | null)[] = state.map(() => null);
    terms.forEach(({ component, axis }, k) => {
      const own = slice(transformed, 0, k * batch, (k + 1) * batch);
      const before = row[component];
      // What leaves by fluxes is subtracted.
      if (axis === null) row[component] = before ? add(before, own) : own;
      else row[component] = sub(before ?? 0, this.#slopes.times(axis, own)!);
    });
    return row;
  }

  /** What the rates have beside their linear parts: formulas at the points, and the axis along which a flux flows. */
  #restTerms(): { component: number; formula: Expr; axis: string | null }[] {
    const sources = this.#transport?.sources ?? this.#form.components.map(({ rest }) => rest);
    return sources.flatMap((source, component) => {
      const fluxes = (this.#transport?.fluxes ?? []).flatMap((row, a) =>
        isZero(row[component]) ? [] : [{ component, formula: row[component], axis: this.#form.scope.coordinates[a] }],
      );
      return source === null || isZero(source) ? fluxes : [{ component, formula: source, axis: null }, ...fluxes];
    });
  }

  /** The values at the points of all derivatives that rates use. */
  #points(state: readonly Node[]): [string, Node][] {
    const references = [...this.#form.references];
    if (references.length === 0) return [];
    const { spectra, order } = this.#factors.derivatives(
      references.map(([, reference]) => reference),
      state,
    );
    const points = this.#parted(spectra, (flat) => this.#transforms.backwards(flat));
    return references.map(([name, reference]) => [name, points[order.indexOf(reference)]]);
  }

  /** The part of a field that lies in the problem itself. */
  #own(field: Node): Node {
    return this.#fold.shape.reduce((part, extent, a) => slice(part, a + 1, 0, extent), field);
  }

  /** [fields, batch, waves, 2] to the fields at the points, one by one. */
  #parted(spectra: Node, backwards: (flat: Node) => Node): Node[] {
    const [count, batch, ...waves] = spectra.shape;
    const points = backwards(reshape(spectra, [count * batch, ...waves]));
    const shape = [batch, ...this.#grid.shape];
    return Array.from({ length: count }, (_, k) => reshape(slice(points, 0, k * batch, (k + 1) * batch), shape));
  }

  #fields(): FieldNode[] {
    const state = this.#spectra.map((spectrum, i) => add(spectrum, this.#low[i]));
    const own = concat(
      state.map((z) => reshape(z, [1, ...z.shape])),
      0,
    );
    const points = this.#parted(own, (flat) => this.#transforms.wholeBackwards(flat));
    const fields = this.#form.components.map(({ name }, k): FieldNode => ({ name, node: this.#own(points[k]) }));
    const flat = this.#grid.axes.map(() => 0);
    const instants = this.#factors.shownInstants.map((of): Reference => ({ of, by: flat }));
    if (instants.length === 0) return fields;
    const { spectra, order } = this.#factors.derivatives(instants, state);
    const shown = this.#parted(spectra, (all) => this.#transforms.backwards(all));
    return [...fields, ...order.map(({ of }, k): FieldNode => ({ name: of, node: this.#own(shown[k]) }))];
  }
}

/** Without derivatives every point is for itself, and without unknowns in the rest there are no products. */
function hasAliases({ references, components }: SolvedForm): boolean {
  const linear = components.flatMap((one) => one.linear);
  return references.size > 0 && [...references.values(), ...linear].some(({ by }) => by.some((order) => order > 0));
}

/** A form whose formulas need no slopes, only the components themselves. */
function withValuesAlone(form: SolvedForm): SolvedForm {
  const by = form.scope.coordinates.slice(1).map(() => 0);
  return { ...form, references: new Map(form.components.map(({ name }) => [name, { of: name, by }])) };
}
