import { add, literal, type Node } from '../../array';
import { ETD_NAMES, type EtdName, etdCoefficients, etdScalar, ON_STATE } from './etd-coefficients';
import type { Row } from './etdrk4';
import { type FactorShape, Factors } from './factors';
import type { Reference, SolvedForm } from './form';
import { forEachWave, type PeriodicGrid } from './periodic-grid';
import { type EvolveSpec, parametersOf } from './spec';
import { Symbols } from './symbols';

/** Below this an entry of generic numbers is one that is always zero. */
const NOTHING = 1e-13;

/** All that one step multiplies spectra with: the matrices of ETDRK4, and the symbols of derivatives. */
export class EtdFactors {
  /** Unknowns without time that the components determine. */
  readonly shownInstants: readonly string[];
  readonly #form: SolvedForm;
  readonly #grid: PeriodicGrid;
  readonly #mask: Float64Array | null;
  readonly #steps: Factors;
  readonly #derivatives: Factors;
  readonly #references: ReadonlyMap<string, Reference>;
  readonly #samples: number;
  readonly #pattern: ReadonlyMap<EtdName, readonly FactorShape[]>;

  constructor(spec: EvolveSpec, form: SolvedForm, grid: PeriodicGrid, mask: Float64Array | null) {
    this.#form = form;
    this.#grid = grid;
    this.#mask = mask;
    this.#samples = Object.values(spec.parameters).some((value) => typeof value !== 'number') ? spec.batch : 1;
    const generic = genericSymbols(form);
    const { linear, projection, instant } = generic.operators;
    const hasRest = form.components.some(({ rest }) => rest !== null);
    const matrices = etdCoefficients(linear, projection, 0.3);
    const size = form.components.length;
    const names = ETD_NAMES.filter((name) => hasRest || name === 'growth');
    this.#pattern = new Map(
      names.map((name) => {
        const { re, im } = matrices[name];
        const shapes = Array.from(re, (_, k) => ({
          key: `${name} ${Math.floor(k / size)} ${k % size}`,
          re: Math.abs(re[k]) > NOTHING,
          im: Math.abs(im![k]) > NOTHING,
        }));
        return [name, shapes.filter((shape) => shape.re || shape.im)];
      }),
    );
    this.#steps = new Factors('factors of the step', [...this.#pattern.values()].flat(), [
      this.#samples,
      ...grid.waves,
    ]);

    this.shownInstants = instant.re.length > 0 ? form.instant : [];
    const flat = grid.axes.map(() => 0);
    const shown = this.shownInstants.map((of): Reference => ({ of, by: flat }));
    const all = [...form.references.values(), ...shown].filter((reference) => !this.#isValue(reference));
    this.#references = new Map(all.map((reference) => [keyOf(reference), reference]));
    const shapes = [...this.#references].flatMap(([key, reference]) => {
      const row = generic.symbols.reference(reference, generic.operators, generic.k, generic.k);
      return Array.from(row.re, (re, j) => ({
        key: `${key} ${j}`,
        re: Math.abs(re) > NOTHING,
        im: Math.abs(row.im[j]) > NOTHING,
      }));
    });
    this.#derivatives = new Factors('factors of derivatives', shapes, [this.#samples, ...grid.waves]);
  }

  /** A matrix of the step times the spectra of the components. */
  apply(name: EtdName, row: Row): Row {
    return row.map((_, i) => {
      const terms = row.flatMap((z, j) => {
        const term = z && this.#steps.times(`${name} ${i} ${j}`, z);
        return term ? [term] : [];
      });
      return terms.length === 0 ? null : terms.reduce((a, b) => add(a, b));
    });
  }

  /** The spectrum of a derivative. */
  derivative(reference: Reference, state: readonly Node[]): Node {
    const component = this.#form.components.findIndex(({ name }) => name === reference.of);
    if (this.#isValue(reference)) return state[component];
    const terms = state.flatMap((z, j) => {
      const term = this.#derivatives.times(`${keyOf(reference)} ${j}`, z);
      return term ? [term] : [];
    });
    return terms.length === 0 ? literal(0, state[0].shape) : terms.reduce((a, b) => add(a, b));
  }

  values(spec: EvolveSpec, dt: number): Map<Node, Float64Array> {
    const { waves } = this.#grid;
    const steps = this.#steps.room();
    const derivatives = this.#derivatives.room();
    const size = this.#form.components.length;
    const scalar = new Float64Array(2 * ETD_NAMES.length);
    const spatial = this.#grid.axes.map((_, a) => a).toReversed();
    const total = waves.reduce((product, extent) => product * extent, 1);
    for (let sample = 0; sample < this.#samples; sample++) {
      const symbols = new Symbols(this.#form, parametersOf(spec, sample));
      forEachWave(waves, (wave, places) => {
        const k = spatial.map((a) => this.#grid.wavenumbers[a][places[a]]);
        const odd = spatial.map((a) => this.#grid.oddWavenumbers[a][places[a]]);
        const operators = symbols.at(k, odd);
        const at = sample * total + wave;
        const kept = this.#mask ? this.#mask[wave] : 1;
        if (size === 1 && operators.projection.re[0] === 1 && operators.projection.im![0] === 0) {
          etdScalar(operators.linear.re[0], operators.linear.im![0], dt, scalar);
          ETD_NAMES.forEach((name, m) => {
            const factor = ON_STATE.has(name) ? 1 : kept;
            this.#steps.write(steps, `${name} 0 0`, at, factor * scalar[2 * m], factor * scalar[2 * m + 1]);
          });
        } else {
          const matrices = etdCoefficients(operators.linear, operators.projection, dt);
          for (const [name, shapes] of this.#pattern) {
            const factor = ON_STATE.has(name) ? 1 : kept;
            const { re, im } = matrices[name];
            for (const { key } of shapes) {
              const [, i, j] = key.split(' ').map(Number);
              const entry = i * size + j;
              this.#steps.write(steps, key, at, factor * re[entry], factor * im![entry]);
            }
          }
        }
        for (const [key, reference] of this.#references) {
          const { re, im } = symbols.reference(reference, operators, k, odd);
          for (let j = 0; j < size; j++) this.#derivatives.write(derivatives, `${key} ${j}`, at, re[j], im[j]);
        }
      });
    }
    return new Map([
      [this.#steps.node, steps],
      [this.#derivatives.node, derivatives],
    ]);
  }

  #isValue({ of, by }: Reference): boolean {
    return by.every((order) => order === 0) && this.#form.components.some(({ name }) => name === of);
  }
}

function keyOf({ of, by }: Reference): string {
  return `${of} ${by.join(',')}`;
}

/** Symbols for numbers of no special value, which tell what is always zero. */
function genericSymbols(form: SolvedForm) {
  const parameters = Object.fromEntries(form.scope.parameters.map((name, k) => [name, 0.71 + 0.13 * k]));
  const symbols = new Symbols(form, parameters);
  const k = form.scope.coordinates.slice(1).map((_, a) => 0.83 + 0.29 * a);
  return { symbols, k, operators: symbols.at(k) };
}
