import type { Node } from '../../../array';
import { Failure } from '../../../base/result';
import type { SolvedForm } from '../form';
import { GridFormulas, type Positions } from '../grid-formulas';
import { initialPoints } from '../initial-points';
import type { Model } from '../model';
import { type EvolveSpec, parametersOf } from '../spec';
import { bodiesOf, boxOf } from './box';
import { type Component, type Description, descriptionsOf } from './component';
import { geometryOf, placesOf } from './geometry';
import type { Ground } from './jacobian';
import { whyNewton } from './kind';
import { Lattice } from './lattice';
import { Planes } from './planes';
import { StepPrograms } from './programs';
import type { Places } from './rates';
import { type Tables, tableNames, tablesOf } from './tables';

/**
 * Parabolic equations and systems of them on a box of one to three axes with ends of any kind and bodies in it: finite
 * volumes of second order, backward differences of second order in time (BDF2). Where factors of diffusion are fixed, a
 * step is a multigrid solve of fixed matrices and the rest is extrapolated (SBDF2); else all is implicit, by Newton's
 * iteration with multigrid.
 */
export class ImplicitModel implements Pick<Model, 'title' | 'notes' | 'positions' | 'fields'> {
  readonly title: string;
  readonly notes: string[] = [];
  readonly positions: readonly Positions[];
  readonly fields: Model['fields'];
  readonly programs: StepPrograms;
  /** Whether all is implicit. */
  readonly isNewton: boolean;
  readonly #descriptions: readonly Description[];
  readonly #places: Places;
  readonly #planes: Planes;
  #cut: { readonly parameters: EvolveSpec['parameters']; readonly tables: readonly Tables[] } | null = null;

  /** @throws Failure 'bad-input' by name of what this has no answer for */
  constructor(spec: EvolveSpec, form: SolvedForm) {
    if (spec.batch > 1) throw new Failure('bad-input', 'problems with bodies or in boxes go one sample at a time');
    this.#descriptions = descriptionsOf(spec, form);
    const { box, periodic, spacing } = boxOf(spec);
    const places = placesOf(box, periodic);
    this.positions = spec.axes.map(({ name }, a) => ({ name, at: places[a] })).toReversed();
    const faces = spec.axes.map((_, a) => {
      const middles = periodic[a] ? places[a] : places[a].subarray(0, -1);
      const own = { name: spec.axes[a].name, at: middles.map((x) => x + spacing[a] / 2) };
      return new GridFormulas(spec, this.positions.with(spec.axes.length - 1 - a, own));
    });
    this.#places = { points: new GridFormulas(spec, this.positions), faces, lattice: new Lattice(periodic) };
    const shape = this.positions.map(({ at }) => at.length);
    const names = this.#descriptions.flatMap(({ name, ends, bodies }) =>
      tableNames(spec.axes.length, ends, bodies.length).map((key) => `${name} ${key}`),
    );
    this.#planes = new Planes('tables', names, shape);
    const components = this.#descriptions.map((one): Component => ({ ...one, planes: this.#planes }));
    const why = whyNewton(spec, this.#descriptions, this.positions);
    this.isNewton = why !== null;
    this.programs = new StepPrograms(components, this.#places, shape, !this.isNewton);
    this.fields = this.programs.fields;
    this.notes.push(
      why
        ? `all of it is implicit (${why}): BDF2 with Newton's iteration and multigrid`
        : 'diffusion is implicit by multigrid on matrices that stay, the rest is extrapolated (SBDF2)',
    );
    if (spec.obstacles?.length)
      this.notes.push(`finite volumes cut by ${spec.obstacles.map(({ name }) => name).join(', ')}`);
    const points = places.map(({ length }) => length).join(' x ');
    this.title = `finite volumes of second order, ${points} points; ${why ? 'BDF2' : 'SBDF2'}`;
  }

  /** Bytes on the device, about: the state and its changes, tables, multigrid, values on the way. */
  get bytes(): number {
    const size = this.positions.reduce((product, { at }) => product * at.length, 4);
    return size * (this.#planes.node.shape[0] + 40 * this.#descriptions.length);
  }

  /** What variables hold that depend on the parameters. */
  constants(spec: EvolveSpec): Map<Node, Float64Array> {
    const tables = this.#tables(spec);
    const all = new Map(
      this.#descriptions.flatMap(({ name }, k) =>
        [...tables[k]].map(([key, table]) => [`${name} ${key}`, table] as const),
      ),
    );
    const { points, faces } = this.#places;
    return new Map([
      ...[points, ...faces].flatMap((formulas) => [...formulas.values(spec)]),
      [this.#planes.node, this.#planes.values(all)],
    ]);
  }

  /** The initial state, [components][z][y][x]; 0 where there is no equation. */
  initial(spec: EvolveSpec): Float64Array {
    const tables = this.#tables(spec);
    const all = this.#descriptions.map(({ name }, k) => {
      const unknown = tables[k].get('unknown')!;
      return initialPoints(spec, name, this.positions).map((value, at) => (unknown[at] > 0 ? value : 0));
    });
    return Float64Array.from(all.flatMap((one) => [...one]));
  }

  /** What matrices are made of. */
  ground(spec: EvolveSpec): Ground {
    const { periodic, spacing } = boxOf(spec);
    return {
      descriptions: this.#descriptions,
      tables: this.#tables(spec),
      places: this.positions.map(({ at }) => at).toReversed(),
      periodic,
      spacing,
      axes: spec.axes.map(({ name }) => name),
      parameters: parametersOf(spec, 0),
      whole: this.isNewton,
    };
  }

  /** Signed distance to the nearest body at the points; null without bodies. */
  distances(spec: EvolveSpec): Float64Array | null {
    const bodies = bodiesOf(spec, null);
    if (bodies.length === 0) return null;
    const places = this.positions.map(({ at }) => at).toReversed();
    const size = places.reduce((product, { length }) => product * length, 1);
    return Float64Array.from({ length: size }, (_, at) => {
      let rest = at;
      const [x, y = 0, z = 0] = places.map((along) => {
        const own = along[rest % along.length];
        rest = Math.floor(rest / along.length);
        return own;
      });
      return Math.min(...bodies.map(({ distance }) => distance(x, y, z)));
    });
  }

  /** The tables of all components; the latest are kept, as bodies take long to cut. */
  #tables(spec: EvolveSpec): readonly Tables[] {
    if (this.#cut?.parameters !== spec.parameters) {
      this.#cut = { parameters: spec.parameters, tables: this.#makeTables(spec) };
    }
    return this.#cut.tables;
  }

  #makeTables(spec: EvolveSpec): Tables[] {
    const { box, periodic, spacing } = boxOf(spec);
    return this.#descriptions.map(({ name, ends, part }) => {
      const moves = part.diffusion.some((d) => d !== null);
      const geometry = geometryOf(box, periodic, moves ? bodiesOf(spec, name) : bodiesOf(spec, null));
      return tablesOf(geometry, spacing, periodic, ends);
    });
  }
}
