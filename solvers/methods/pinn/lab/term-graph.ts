import { constant, fromExpr, mul, type Node, reshape, slice, sub, variable } from '../../../array';
import type { Channel } from '../../../array/jets/channels';
import { channelName, channelsOf, closeChannels, type Scope } from '../../../expr';
import { type Inputs, type Jet, type JetNetwork, plus, times } from '../../../nets';
import { ChannelValues } from '../statement/channel-values';
import { fadeAt } from '../statement/jumps';
import { scopeOf } from '../statement/scope';
import { fadingOf, type Statement, type Term } from '../statement/statement';
import type { FeatureMap } from './feature-map';
import { type Separated, separateKnown } from './known';

/** A variable of a program with what it is to hold. */
export interface Filled {
  readonly node: Node;
  readonly values: Float32Array;
}

/** What is added to and multiplied with an output of the network: formulas, and the arrays that hold them. */
interface Built {
  readonly given: ChannelValues;
  readonly factor: ChannelValues;
  /** [C, P]; null for 0 and for 1. */
  readonly givenArray: Node | null;
  readonly factorArray: Node | null;
}

/** One term of a statement as arrays: its points and what is known there are variables that the host fills. */
export class TermGraph {
  readonly term: Term;
  readonly points: number;
  readonly channels: readonly Channel[];
  readonly #scope: Scope;
  readonly #map: FeatureMap;
  readonly #residuals: readonly Separated[];
  readonly #known: readonly (readonly Node[])[];
  readonly #built: readonly Built[];
  readonly #features: Node;
  /** [P], by how much residuals count where conditions contradict each other; null where none do. */
  readonly #fade: Node | null;
  readonly #statement: Statement;

  /** @param points default: the term's own number */
  constructor(statement: Statement, term: Term, map: FeatureMap, points = term.points) {
    const scope = scopeOf(statement.problem);
    this.#statement = statement;
    this.term = term;
    this.points = points;
    this.#scope = scope;
    this.#map = map;
    this.channels = closeChannels([...channelsOf(term.residuals, scope).values()].flat());
    this.#residuals = term.residuals.map((formula) => separateKnown(formula, scope));
    this.#known = this.#residuals.map(({ parts }) =>
      parts.map(({ name, varies }) => variable(`${term.name} ${name}`, [varies ? points : 1])),
    );
    const names = [...scope.coordinates, ...scope.parameters];
    this.#built = statement.ansatz.map(({ unknown, given, factor }): Built => {
      const own = [given, factor].map((formula) => new ChannelValues(formula, scope.coordinates, this.channels, names));
      const array = (values: ChannelValues, trivial: 0 | 1, kind: string): Node | null => {
        return values.constant === trivial ? null : variable(`${kind} ${unknown}`, [this.channels.length, points]);
      };
      const [first, second] = own;
      return {
        given: first,
        factor: second,
        givenArray: array(first, 0, 'given'),
        factorArray: array(second, 1, 'factor'),
      };
    });
    this.#fade = fadingOf(statement, term).length > 0 ? variable(`${term.name} fade`, [points]) : null;
    const rows = map.rates ? points : points * this.channels.length;
    this.#features = variable(`${term.name} features`, [rows, map.count]);
  }

  /** The unknowns with their derivatives, [unknown][channel], each [P]. */
  fields(network: JetNetwork, parameters: Node): Node[][] {
    const outputs = network.fields(parameters, this.#inputs());
    return this.#built.map(({ givenArray, factorArray }, unknown) => {
      let jet: Jet = { channels: this.channels, parts: outputs[unknown] };
      if (factorArray) jet = times(this.#rows(factorArray), jet);
      if (givenArray) jet = plus(this.#rows(givenArray), jet);
      return [...jet.parts];
    });
  }

  /** The residuals, each [P]; not yet weighted. */
  residuals(network: JetNetwork, parameters: Node): Node[] {
    const fields = this.fields(network, parameters);
    const values = new Map<string, Node>();
    for (const [u, unknown] of this.#scope.unknowns.entries()) {
      for (const [c, channel] of this.channels.entries()) {
        values.set(channelName(unknown, channel, this.#scope), fields[u][c]);
      }
    }
    return this.#residuals.map(({ formula, parts }, e) => {
      const known = parts.map(({ name }, k) => [name, this.#known[e][k]] as const);
      const value = fromExpr(formula, new Map([...values, ...known]));
      const wanted = this.term.wanted?.[e];
      const residual = wanted ? sub(value, constant(wanted)) : value;
      return this.#fade ? mul(this.#fade, residual) : residual;
    });
  }

  /** Everything that the host knows of places, [axis][points]. */
  fill(places: readonly ArrayLike<number>[], parameters: Readonly<Record<string, number>>): Filled[] {
    const { points, channels } = this;
    const rest = this.#scope.parameters.map((name) => parameters[name]);
    const place = (k: number): number[] => [...places.map((axis) => axis[k]), ...rest];
    const filled: Filled[] = [];
    const features = this.#map.values(places, this.#map.rates ? channels.slice(0, 1) : channels);
    filled.push({ node: this.#features, values: features });
    for (const [e, { parts }] of this.#residuals.entries()) {
      for (const [k, { varies, evaluate }] of parts.entries()) {
        const values = Float32Array.from({ length: varies ? points : 1 }, (_, at) => evaluate(place(at)));
        filled.push({ node: this.#known[e][k], values });
      }
    }
    for (const { given, factor, givenArray, factorArray } of this.#built) {
      for (const [values, node] of [
        [given, givenArray],
        [factor, factorArray],
      ] as const) {
        if (!node) continue;
        const own = new Float64Array(channels.length * points);
        for (let k = 0; k < points; k++) values.write(place(k), own, k, points);
        filled.push({ node, values: Float32Array.from(own) });
      }
    }
    if (this.#fade) {
      const { fade, axes } = this.#statement;
      const jumps = fadingOf(this.#statement, this.term);
      const values = Float32Array.from({ length: points }, (_, k) => fadeAt(jumps, fade, axes, place(k)));
      filled.push({ node: this.#fade, values });
    }
    return filled;
  }

  #inputs(): Inputs {
    const { channels, points } = this;
    const { rates } = this.#map;
    if (rates) return { channels, points: this.#features, rates };
    return { channels, parts: channels.map((_, c) => slice(this.#features, 0, c * points, (c + 1) * points)) };
  }

  #rows(array: Node): Jet {
    const parts = this.channels.map((_, c) => reshape(slice(array, 0, c, c + 1), [this.points]));
    return { channels: this.channels, parts };
  }
}
