import { abs, add, div, literal, mul, type Node, neg, sub, where } from '../../../array';
import { differentiate, type Expr, symbolsOf } from '../../../expr';
import type { GridFormulas } from '../grid-formulas';
import type { Component } from './component';
import type { Lattice } from './lattice';

/** Gauss's two points on [0, 1]: D between two points is exact for cubic formulas of the value. */
const GAUSS = [0.5 - Math.sqrt(1 / 12), 0.5 + Math.sqrt(1 / 12)] as const;

/** Formulas at the points and, for each axis, at its faces. */
export interface Places {
  readonly points: GridFormulas;
  readonly faces: readonly GridFormulas[];
  readonly lattice: Lattice;
}

type Values = ReadonlyMap<string, Node>;

/** The value of a component at all points, walls and bodies put in. `own` is [1, points] and 0 where there is no equation. */
export function wholeOf({ name, ends, bodies, planes }: Component, own: Node, t: Node, { points }: Places): Node {
  const values = new Map([['t', t]]);
  let value = own;
  ends.forEach(({ kind, formula }, k) => {
    if (kind === 'value') value = where(planes.at(`${name} end.${k}`), points.node(formula, values), value);
  });
  bodies.forEach(({ formula }, b) => {
    value = where(planes.at(`${name} void.${b}`), points.node(formula, values), value);
  });
  return value;
}

/** What flows into each point by diffusion, integrated over its volume. `all` holds every component's whole values. */
export function diffusionOf(component: Component, all: Values, t: Node, places: Places): Node | null {
  const { name, part, ends, bodies, planes } = component;
  const terms: Node[] = [];
  const own = all.get(name)!;
  part.diffusion.forEach((d, a) => {
    if (d) terms.push(fluxOf(component, d, a, all, t, places));
  });
  if (terms.length === 0) return null;
  const values = new Map([...all, ['t', t] as const]);
  ends.forEach(({ kind, along, formula }, k) => {
    const d = part.diffusion[along];
    if (kind !== 'slope' || !d || isZero(formula)) return;
    const flux = mul(places.points.node(d, values), places.points.node(formula, values));
    terms.push(where(planes.at(`${name} end.${k}`), mul(planes.at(`${name} area.${k}`), flux), 0));
  });
  const d = part.diffusion.find((one) => one !== null)!;
  bodies.forEach((body, b) => {
    const legs = planes.at(`${name} legs.${b}`);
    const wall = body.inTime ? places.points.node(body.formula, values) : planes.at(`${name} value.${b}`);
    const factor = places.points.node(d, new Map([...values, [name, wall]]));
    terms.push(where(legs, mul(mul(legs, factor), sub(wall, own)), 0));
  });
  return total(terms);
}

/** (D u_a)_a in volumes, D between points by Gauss's rule where it changes with u. */
function fluxOf({ name, planes }: Component, d: Expr | null, a: number, all: Values, t: Node, places: Places): Node {
  const { lattice, faces } = places;
  const [low, high] = lattice.pair(all.get(name)!, a);
  const rise = sub(high, low);
  const flux = d ? mul(factorOf(d), rise) : rise;
  const after = planes.at(`${name} after.${a}`);
  const before = planes.at(`${name} before.${a}`);
  const open = (link: Node, offset: number): Node => {
    const product = mul(link, lattice.atPoints(flux, a, offset));
    // Where points are not joined the factor may be anything.
    return d && symbolsOf(d).size > 0 ? where(link, product, 0) : product;
  };
  return sub(open(after, 0), open(before, -1));

  function factorOf(factor: Expr): Node {
    const used = symbolsOf(factor);
    const at = (part: number): Node => {
      const values = new Map([['t', t]]);
      for (const [symbol, value] of all) {
        if (!used.has(symbol)) continue;
        const [first, last] = lattice.pair(value, a);
        values.set(symbol, add(first, mul(part, sub(last, first))));
      }
      return faces[a].node(factor, values);
    };
    return used.has(name) ? mul(0.5, add(at(GAUSS[0]), at(GAUSS[1]))) : at(0.5);
  }
}

/** The rest of a component's rate; null where there is none. `components` by the order of `all`. */
export function restOf(
  component: Component,
  components: readonly Component[],
  all: Values,
  t: Node,
  places: Places,
): Node | null {
  const { rest } = component.part;
  if (!rest) return null;
  const values = new Map([...all, ['t', t] as const]);
  const damping: Node[] = [];
  for (const { symbol, of, by } of component.used) {
    const along = by.findIndex((order) => order > 0);
    const other = components[of];
    if (along < 0) continue;
    if (by[along] === 2) {
      const inverse = div(1, component.planes.at(`${other.name} volume`));
      const flux = fluxOf(other, null, along, all, t, places);
      values.set(symbol, where(component.planes.at(`${other.name} volume`), mul(inverse, flux), 0));
    } else {
      values.set(symbol, slopeOf(other, along, all, values, places, other === component));
    }
  }
  for (const { symbol, of, by } of component.used) {
    const along = by.indexOf(1);
    if (components[of] !== component || along < 0) continue;
    const speed = places.points.node(differentiate(rest, symbol), values);
    damping.push(mul(abs(speed), curvatureOf(component, along, all, places)));
  }
  const rate = [places.points.node(rest, values), ...damping];
  return where(component.planes.at(`${component.name} unknown`), total(rate), 0);
}

/** The slope along an axis: central, of fourth order where five points stand in line and it is to be upwind. */
function slopeOf(
  { name, ends, planes }: Component,
  a: number,
  all: Values,
  values: Values,
  { points, lattice }: Places,
  upwind: boolean,
): Node {
  const [low, high] = lattice.pair(all.get(name)!, a);
  const rise = sub(high, low);
  const at = (offset: number): Node => lattice.atPoints(rise, a, offset);
  let slope = add(mul(planes.at(`${name} more.${a}`), at(0)), mul(planes.at(`${name} less.${a}`), at(-1)));
  if (upwind) {
    const third = add(sub(sub(at(1), at(0)), at(-1)), at(-2));
    slope = sub(slope, mul(planes.at(`${name} wide.${a}`), third));
  }
  ends.forEach(({ kind, along, formula }, k) => {
    if (kind === 'slope' && along === a) {
      slope = where(planes.at(`${name} end.${k}`), points.node(formula, values), slope);
    }
  });
  return slope;
}

/**
 * What upwind differences add to central ones for each unit of speed: third order (a fourth difference) where five
 * points stand in line, first order (a second difference) next to walls, where its error is that of a thin layer.
 */
function curvatureOf({ name, planes }: Component, a: number, all: Values, { lattice }: Places): Node {
  const [low, high] = lattice.pair(all.get(name)!, a);
  const rise = sub(high, low);
  const at = (offset: number): Node => lattice.atPoints(rise, a, offset);
  const fourth = sub(sub(at(1), at(-2)), mul(3, sub(at(0), at(-1))));
  const second = sub(at(0), at(-1));
  return add(mul(planes.at(`${name} narrow.${a}`), second), neg(mul(planes.at(`${name} wide.${a}`), fourth)));
}

function total(terms: readonly Node[]): Node {
  return terms.reduce((a, b) => add(a, b), literal(0));
}

function isZero(expr: Expr): boolean {
  return expr.kind === 'number' && expr.value === 0;
}
