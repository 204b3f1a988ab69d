import { add, broadcastTo, concat, constant, irfft, mul, type Node, neg, rfft, slice } from '../../array';
import { topological } from '../../array/node';
import { Failure } from '../../base/result';
import { type SolvedForm, solvedForm } from '../evolve/form';
import { GridFormulas } from '../evolve/grid-formulas';
import { forEachWave, orszagMask, type PeriodicGrid, periodicGrid } from '../evolve/periodic-grid';
import type { Reference } from '../evolve/reference';
import type { EvolveSpec } from '../evolve/spec';
import { Symbols } from '../evolve/symbols';

/** Complex factors of waves, [waves, 1] each. */
interface Factor {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * How fast one unknown changes on a periodic box, wave by wave: a linear part, and a rest that is computed at the points
 * and freed of aliases. Spectra are [stages, waves, 2].
 */
export class FrameEquations {
  readonly grid: PeriodicGrid;
  /** The linear part. */
  readonly linear: Factor;
  readonly #form: SolvedForm;
  readonly #formulas: GridFormulas;
  readonly #spec: EvolveSpec;
  readonly #projection: Factor;
  readonly #used = new Set<Node>();
  readonly #references: ReadonlyMap<Reference, Factor>;

  /** @throws Failure 'bad-input' where more than one array changes with time */
  constructor(spec: EvolveSpec) {
    const form = solvedForm(spec);
    if (form.components.length !== 1 || form.frozen.length > 0) {
      const advice = 'answers in time are refined where one unknown changes by a first derivative: set it to 0';
      throw new Failure('bad-input', `recipes.fno.refine: ${advice}`, 'recipes.fno.refine');
    }
    this.#spec = spec;
    this.#form = form;
    this.grid = periodicGrid(spec.axes);
    const { waves, wavenumbers, oddWavenumbers, axes, positions } = this.grid;
    this.#formulas = new GridFormulas(
      spec,
      axes.map(({ name }, a) => ({ name, at: positions[a] })),
    );
    const size = waves.reduce((product, n) => product * n, 1);
    const room = (): Factor => ({ re: new Float64Array(size), im: new Float64Array(size) });
    this.linear = room();
    this.#projection = room();
    this.#references = new Map([...form.references.values()].map((reference) => [reference, room()]));
    const symbols = new Symbols(form, spec.parameters as Readonly<Record<string, number>>);
    const mask = orszagMask(this.grid);
    const put = ({ re, im }: Factor, at: number, from: { re: Float64Array; im: Float64Array | null }, by = 1): void => {
      re[at] = by * from.re[0];
      im[at] = by * (from.im?.[0] ?? 0);
    };
    forEachWave(waves, (at, places) => {
      // Symbols name x first.
      const k = places.map((place, a) => wavenumbers[a][place]).reverse();
      const odd = places.map((place, a) => oddWavenumbers[a][place]).reverse();
      const operators = symbols.at(k, odd);
      put(this.linear, at, operators.linear);
      put(this.#projection, at, operators.projection, mask[at]);
      for (const [reference, factor] of this.#references) {
        put(factor, at, symbols.reference(reference, operators, k, odd), mask[at]);
      }
    });
  }

  /** What the rates have beside their linear part; of one start or of stages. */
  rest(spectra: Node): Node {
    const { shape } = this.grid;
    const axes = shape.map((_, a) => a + 1);
    const values = new Map(
      [...this.#form.references].map(([name, reference]) => {
        return [name, irfft(this.times(spectra, this.#references.get(reference)!), shape.at(-1)!, axes)] as const;
      }),
    );
    const [{ rest }] = this.#form.components;
    if (rest === null) return mul(0, spectra);
    const formula = this.#formulas.node(rest, values);
    for (const node of topological([formula])) this.#used.add(node);
    const points = broadcastTo(formula, [spectra.shape[0], ...shape]);
    return this.times(rfft(points, axes), this.#projection);
  }

  /** What the tables hold that formulas have come to use: those of {@link rest} once it was asked for. */
  tables(): Map<Node, Float64Array> {
    return new Map([...this.#formulas.values(this.#spec)].filter(([node]) => this.#used.has(node)));
  }

  /** Spectra times a factor of each wave. */
  times(spectra: Node, { re, im }: Factor): Node {
    const shape = [...this.grid.waves, 1];
    const parts: Node[] = [];
    if (re.some((value) => value !== 0)) parts.push(mul(spectra, constant(re, shape)));
    if (im.some((value) => value !== 0)) {
      const last = spectra.shape.length - 1;
      const turned = concat([neg(slice(spectra, last, 1, 2)), slice(spectra, last, 0, 1)], last);
      parts.push(mul(turned, constant(im, shape)));
    }
    return parts.length === 0 ? mul(0, spectra) : parts.reduce(add);
  }
}
