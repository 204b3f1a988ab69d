import { add, concat, literal, type Node, reshape, slice } from '../../array';
import { ETD_NAMES, type EtdName, etdCoefficients, etdScalar, ON_STATE } from './etd-coefficients';
import type { Row } from './etdrk4';
import { type FactorShape, Factors } from './factors';
import type { SolvedForm } from './form';
import { forEachWave, type PeriodicGrid } from './periodic-grid';
import type { Reference } from './reference';
import { type EvolveSpec, parametersOf } from './spec';
import { Symbols } from './symbols';

/** Below this an entry of generic numbers is one that is always zero. */
const NOTHING = 1e-13;
const ENDS: readonly EtdName[] = ['end', 'f1', 'f2', 'f4'];

/** All that one step multiplies spectra with: the matrices of ETDRK4, and the symbols of derivatives. */
export class EtdFactors {
  /** Unknowns without time that the components determine. */
  readonly shownInstants: readonly string[];
  readonly #form: SolvedForm;
  readonly #grid: PeriodicGrid;
  readonly #mask: Float64Array | null;
  readonly #stages: ReadonlyMap<EtdName, Factors>;
  readonly #ends: Factors;
  readonly #derivatives: Factors;
  readonly #references: ReadonlyMap<string, Reference>;
  readonly #samples: number;
  readonly #kept: number;
  readonly #rows: ReadonlyMap<string, readonly FactorShape[]>;
  readonly #pattern: ReadonlyMap<EtdName, readonly FactorShape[]>;

  /** @param kept waves along the last axis that derivatives are made of */
  constructor(spec: EvolveSpec, form: SolvedForm, grid: PeriodicGrid, mask: Float64Array | null, kept: number) {
    this.#kept = kept;
    this.#form = form;
    this.#grid = grid;
    this.#mask = mask;
    this.#samples = Object.values(spec.parameters).some((value) => typeof value !== 'number') ? spec.batch : 1;
    const generic = genericSymbols(form);
    const { linear, projection, instant } = generic.operators;
    const hasRest = form.components.some(({ rest }) => rest !== null);
    const matrices = etdCoefficients(linear, projection, 0.3);
    const size = form.components.length;
    const names = ETD_NAMES.filter((name) => hasRest || name === 'end');
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
    const shape = [this.#samples, ...grid.waves];
    // Each stage's factors are cheap to read where they are arrays of their own, so that a stage is computed again
    // where it is needed instead of stored; what ends the step reads too many arrays for that.
    const stages = [...this.#pattern].filter(([name]) => !ENDS.includes(name));
    this.#stages = new Map(stages.map(([name, shapes]) => [name, new Factors(`factors ${name}`, shapes, shape)]));
    const ends = ENDS.flatMap((name) => this.#pattern.get(name) ?? []);
    this.#ends = new Factors('factors of the end', ends, shape);

    this.shownInstants = instant.re.length > 0 ? form.instant : [];
    const flat = grid.axes.map(() => 0);
    const shown = this.shownInstants.map((of): Reference => ({ of, by: flat }));
    const all = [...form.references.values(), ...shown].filter((reference) => !this.#isValue(reference));
    this.#references = new Map(all.map((reference) => [keyOf(reference), reference]));
    const rows = [...this.#references].map(([key, reference]): [string, FactorShape[]] => {
      const row = generic.symbols.reference(reference, generic.operators, generic.k, generic.k);
      const parts = Array.from(row.re, (re, j) => ({
        key: `${key} ${j}`,
        re: Math.abs(re) > NOTHING,
        im: Math.abs(row.im[j]) > NOTHING,
      }));
      return [key, parts];
    });
    // Those that are made in the same way stand side by side, so that one kernel makes them all.
    this.#rows = new Map(rows.toSorted((a, b) => patternOf(a[1]).localeCompare(patternOf(b[1]))));
    const shapes = [...this.#rows.values()].flat();
    this.#derivatives = new Factors('factors of derivatives', shapes, [this.#samples, ...grid.waves.with(-1, kept)]);
  }

  /** A matrix of the step times the spectra of the components. */
  apply(name: EtdName, row: Row): Row {
    return row.map((_, i) => {
      const terms = row.flatMap((z, j) => {
        const factors = this.#stages.get(name) ?? this.#ends;
        const term = z && factors.times(`${name} ${i} ${j}`, z);
        return term ? [term] : [];
      });
      return terms.length === 0 ? null : terms.reduce((a, b) => add(a, b));
    });
  }

  /** The spectra of derivatives, [references, batch, waves, 2], in an order of their own, with what each one is. */
  derivatives(
    references: readonly Reference[],
    state: readonly Node[],
  ): { spectra: Node; order: readonly Reference[] } {
    const plain = references.filter((reference) => this.#isValue(reference));
    const values = plain.map(({ of }) => state[this.#form.components.findIndex(({ name }) => name === of)]);
    const wanted = new Map(references.filter((one) => !this.#isValue(one)).map((one) => [keyOf(one), one]));
    const groups: string[][] = [];
    for (const [key, parts] of this.#rows) {
      if (!wanted.has(key)) continue;
      const last = groups.at(-1);
      if (last && patternOf(this.#rows.get(last[0])!) === patternOf(parts)) last.push(key);
      else groups.push([key]);
    }
    const made = groups.map((keys) => this.#group(keys, state));
    const order = [...plain, ...groups.flat().map((key) => wanted.get(key)!)];
    const all = [...values.map((z) => reshape(z, [1, ...z.shape])), ...made];
    return { spectra: all.length === 1 ? all[0] : concat(all, 0), order };
  }

  #group(keys: readonly string[], state: readonly Node[]): Node {
    const cut = state.map((z) => slice(z, -2, 0, this.#kept));
    const terms = cut.flatMap((z, j) => {
      const { re, im } = this.#rows.get(keys[0])![j];
      const own = keys.map((key) => `${key} ${j}`);
      return [
        ...(re ? [this.#derivatives.together(own, 're', z)] : []),
        ...(im ? [this.#derivatives.together(own, 'im', z)] : []),
      ];
    });
    return terms.length === 0 ? literal(0, [keys.length, ...cut[0].shape]) : terms.reduce((a, b) => add(a, b));
  }

  values(spec: EvolveSpec, dt: number): Map<Node, Float64Array> {
    const { waves } = this.#grid;
    const steps = new Map([...this.#stages.values(), this.#ends].map((factors) => [factors, factors.room()]));
    const write = (name: EtdName, key: string, at: number, re: number, im: number): void => {
      const factors = this.#stages.get(name) ?? this.#ends;
      factors.write(steps.get(factors)!, key, at, re, im);
    };
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
            write(name, `${name} 0 0`, at, factor * scalar[2 * m], factor * scalar[2 * m + 1]);
          });
        } else {
          const matrices = etdCoefficients(operators.linear, operators.projection, dt);
          for (const [name, shapes] of this.#pattern) {
            const factor = ON_STATE.has(name) ? 1 : kept;
            const { re, im } = matrices[name];
            for (const { key } of shapes) {
              const [, i, j] = key.split(' ').map(Number);
              const entry = i * size + j;
              write(name, key, at, factor * re[entry], factor * im![entry]);
            }
          }
        }
        const place = places.at(-1)!;
        if (place >= this.#kept) return;
        const own = ((at - place) / waves.at(-1)!) * this.#kept + place;
        for (const [key, reference] of this.#references) {
          const { re, im } = symbols.reference(reference, operators, k, odd);
          for (let j = 0; j < size; j++)
            this.#derivatives.write(derivatives, `${key} ${j}`, own, kept * re[j], kept * im[j]);
        }
      });
    }
    return new Map([
      ...[...steps].map(([factors, data]) => [factors.node, data] as const),
      [this.#derivatives.node, derivatives],
    ]);
  }

  #isValue({ of, by }: Reference): boolean {
    return !this.#mask && by.every((order) => order === 0) && this.#form.components.some(({ name }) => name === of);
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

/** Which parts of which components make a derivative, as text. */
function patternOf(parts: readonly FactorShape[]): string {
  return parts.map(({ re, im }) => `${re ? 'r' : '-'}${im ? 'i' : '-'}`).join(' ');
}
