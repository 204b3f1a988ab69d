import { add, concat, literal, type Node, reshape, slice } from '../../array';
import { sizeOf } from '../../array/shape';
import { ETD_NAMES, type EtdName, etdCoefficients, etdScalar, ON_STATE } from './etd-coefficients';
import type { Row } from './etdrk4';
import { type FactorParts, type FactorShape, Factors, writeFactor } from './factors';
import type { SolvedForm } from './form';
import { forEachWave, type PeriodicGrid } from './periodic-grid';
import type { Reference } from './reference';
import { type EvolveSpec, parametersOf } from './spec';
import { Symbols, type WaveOperators } from './symbols';

/** Below this an entry of generic numbers is one that is always zero. */
const NOTHING = 1e-13;
const ENDS: readonly EtdName[] = ['end', 'f1', 'f2', 'f4'];

/** An entry of one of the matrices that is not always zero: its place in the matrix, and where it is stored. */
interface Entry {
  readonly name: EtdName;
  readonly place: number;
  readonly factors: Factors;
  readonly parts: FactorParts;
}

/** Writes an entry for the wave `at` of all samples' waves. */
type Write = (entry: Entry, at: number, re: number, im: number) => void;

/** A wave of a sample, and what the equations are for it; `places` is reused. */
interface Wave {
  readonly at: number;
  readonly places: readonly number[];
  readonly k: readonly number[];
  readonly odd: readonly number[];
  readonly symbols: Symbols;
  readonly operators: WaveOperators;
}

/** What does not depend on the step. */
interface Standing {
  /** Of these parameters, as text. */
  readonly parameters: string;
  readonly derivatives: Float64Array;
  /** The linear parts of the rates, [samples, waves, components, 2], where each component is for itself; else null. */
  readonly rates: Float64Array | null;
}

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
  /** Waves of a sample. */
  readonly #waves: number;
  readonly #kept: number;
  #latest: Standing | null = null;
  readonly #rows: ReadonlyMap<string, readonly FactorShape[]>;
  readonly #entries: readonly Entry[];

  /** @param kept waves along the last axis that derivatives are made of */
  constructor(spec: EvolveSpec, form: SolvedForm, grid: PeriodicGrid, mask: Float64Array | null, kept: number) {
    this.#kept = kept;
    this.#form = form;
    this.#grid = grid;
    this.#mask = mask;
    this.#waves = sizeOf(grid.waves);
    this.#samples = Object.values(spec.parameters).some((value) => typeof value !== 'number') ? spec.batch : 1;
    const generic = genericSymbols(form);
    const { linear, projection, instant } = generic.operators;
    const hasRest = form.components.some(({ rest }) => rest !== null);
    const matrices = etdCoefficients(linear, projection, 0.3);
    const size = form.components.length;
    const names = ETD_NAMES.filter((name) => hasRest || name === 'end');
    const pattern = new Map(
      names.map((name) => {
        const { re, im } = matrices[name];
        const shapes = Array.from(re, (_, k) => ({
          key: keyOfEntry(name, Math.floor(k / size), k % size),
          place: k,
          re: Math.abs(re[k]) > NOTHING,
          im: Math.abs(im![k]) > NOTHING,
        }));
        return [name, shapes.filter((shape) => shape.re || shape.im)];
      }),
    );
    const shape = [this.#samples, ...grid.waves];
    // Each stage's factors are cheap to read where they are arrays of their own, so that a stage is computed again
    // where it is needed instead of stored; what ends the step reads too many arrays for that.
    const stages = [...pattern].filter(([name]) => !ENDS.includes(name));
    this.#stages = new Map(stages.map(([name, shapes]) => [name, new Factors(`factors ${name}`, shapes, shape)]));
    const ends = ENDS.flatMap((name) => pattern.get(name) ?? []);
    this.#ends = new Factors('factors of the end', ends, shape);

    this.#entries = [...pattern].flatMap(([name, shapes]) => {
      const factors = this.#stages.get(name) ?? this.#ends;
      return shapes.map(({ key, place }): Entry => ({ name, place, factors, parts: factors.partsOf(key) }));
    });

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
        const term = z && factors.times(keyOfEntry(name, i, j), z);
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
    const { derivatives, rates } = this.#standing(spec);
    const steps = new Map([...this.#stages.values(), this.#ends].map((factors) => [factors, factors.room()]));
    const write = ({ name, factors, parts }: Entry, at: number, re: number, im: number): void => {
      const kept = ON_STATE.has(name) ? 1 : this.#keptOf(at);
      writeFactor(steps.get(factors)!, parts, at, kept * re, kept * im);
    };
    if (rates) this.#writeNumbers(rates, dt, write);
    else this.#writeMatrices(spec, dt, write);
    return new Map([
      ...[...steps].map(([factors, data]) => [factors.node, data] as const),
      [this.#derivatives.node, derivatives],
    ]);
  }

  /** What one look at all waves finds; kept while the parameters stay, as the step changes more often than they. */
  #standing(spec: EvolveSpec): Standing {
    const parameters = JSON.stringify(spec.parameters);
    if (this.#latest?.parameters === parameters) return this.#latest;
    const size = this.#form.components.length;
    const derivatives = this.#derivatives.room();
    const rates = new Float64Array(2 * size * this.#samples * this.#waves);
    let areDecoupled = true;
    const rows = [...this.#references].map(([key, reference]) => ({
      reference,
      parts: Array.from({ length: size }, (_, j) => this.#derivatives.partsOf(`${key} ${j}`)),
    }));
    this.#eachWave(spec, ({ at, places, k, odd, symbols, operators }) => {
      areDecoupled &&= isDecoupled(operators);
      for (let i = 0; i < size; i++) {
        rates[2 * (size * at + i)] = operators.linear.re[i * (size + 1)];
        rates[2 * (size * at + i) + 1] = operators.linear.im![i * (size + 1)];
      }
      const place = places.at(-1)!;
      if (place >= this.#kept) return;
      const own = ((at - place) / this.#grid.waves.at(-1)!) * this.#kept + place;
      const kept = this.#keptOf(at);
      for (const { reference, parts } of rows) {
        const { re, im } = symbols.reference(reference, operators, k, odd);
        parts.forEach((one, j) => void writeFactor(derivatives, one, own, kept * re[j], kept * im[j]));
      }
    });
    this.#latest = { parameters, derivatives, rates: areDecoupled ? rates : null };
    return this.#latest;
  }

  /** Each component is for itself: numbers instead of matrices. */
  #writeNumbers(rates: Float64Array, dt: number, write: Write): void {
    const size = this.#form.components.length;
    const entries = Array.from({ length: size }, (_, i) =>
      this.#entries
        .filter(({ place }) => place === i * (size + 1))
        .map((entry) => [entry, 2 * ETD_NAMES.indexOf(entry.name)] as const),
    );
    const scalar = new Float64Array(2 * ETD_NAMES.length);
    for (let k = 0; k < rates.length / 2; k++) {
      const i = k % size;
      etdScalar(rates[2 * k], rates[2 * k + 1], dt, scalar);
      for (const [entry, m] of entries[i]) write(entry, (k - i) / size, scalar[m], scalar[m + 1]);
    }
  }

  #writeMatrices(spec: EvolveSpec, dt: number, write: Write): void {
    this.#eachWave(spec, ({ at, operators: { linear, projection } }) => {
      const matrices = etdCoefficients(linear, projection, dt);
      for (const entry of this.#entries) {
        const { re, im } = matrices[entry.name];
        write(entry, at, re[entry.place], im![entry.place]);
      }
    });
  }

  #eachWave(spec: EvolveSpec, visit: (wave: Wave) => void): void {
    const { axes, waves, wavenumbers, oddWavenumbers } = this.#grid;
    const spatial = axes.map((_, a) => a).toReversed();
    for (let sample = 0; sample < this.#samples; sample++) {
      const symbols = new Symbols(this.#form, parametersOf(spec, sample));
      forEachWave(waves, (wave, places) => {
        const k = spatial.map((a) => wavenumbers[a][places[a]]);
        const odd = spatial.map((a) => oddWavenumbers[a][places[a]]);
        visit({ at: sample * this.#waves + wave, places, k, odd, symbols, operators: symbols.at(k, odd) });
      });
    }
  }

  /** 1, or 0 for a wave that products would make wrong. */
  #keptOf(at: number): number {
    return this.#mask ? this.#mask[at % this.#waves] : 1;
  }

  #isValue({ of, by }: Reference): boolean {
    return !this.#mask && by.every((order) => order === 0) && this.#form.components.some(({ name }) => name === of);
  }
}

function keyOfEntry(name: EtdName, i: number, j: number): string {
  return `${name} ${i} ${j}`;
}

/** Whether each component is for itself. */
function isDecoupled({ linear, projection }: WaveOperators): boolean {
  const { n } = linear;
  for (let k = 0; k < n * n; k++) {
    const isDiagonal = k % (n + 1) === 0;
    if (projection.re[k] !== (isDiagonal ? 1 : 0) || projection.im![k] !== 0) return false;
    if (!isDiagonal && (linear.re[k] !== 0 || linear.im![k] !== 0)) return false;
  }
  return true;
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
