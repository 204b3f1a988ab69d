import type { Expr } from './ast';
import { difference, isNumber, number, product, quotient } from './build';
import { cannot, typeOfEquation, type Verdict } from './equation-type';
import { enclose, type Known, signOf } from './interval';
import { axesOf, formSign, type Part, unsure } from './parts';
import { simplify } from './simplify';
import { toText } from './text';

/** The parts of one equation, and the unknown that it is taken to be the equation of. */
interface Row {
  readonly parts: readonly Part[];
  readonly own: string;
}

/**
 * The type of a system where one of three rules tells it: every equation has one type by itself and is coupled to the
 * others through lower derivatives alone; two equations that are first order in time make one of second order; or
 * first-order equations can be made symmetric (Friedrichs 1954).
 */
export function typeOfSystem(equations: readonly (readonly Part[])[], known: Known): Verdict {
  const unknowns = new Set(equations.flat().map(({ unknown }) => unknown));
  if (unknowns.size !== equations.length) {
    return cannot(`the number of equations, ${equations.length}, is not that of unknowns, ${unknowns.size}`);
  }
  const rows = assigned(equations);
  if ('type' in rows) return rows;
  const alone = rows.map(({ parts, own }) => typeOfEquation(parts.filter(({ unknown }) => unknown === own)));
  return weaklyCoupled(rows, alone) ?? pairType(rows) ?? firstOrderType(rows, known) ?? coupled(alone);
}

function orderOf(parts: readonly Part[]): number {
  return Math.max(0, ...parts.map(({ time, spaceOrder }) => time + spaceOrder));
}

/** Which equation is whose: by the derivative in time, without time by the highest derivative. */
function assigned(equations: readonly (readonly Part[])[]): Row[] | Verdict {
  const inTime = equations.flat().some(({ time }) => time > 0);
  const taken = new Set<string>();
  const rows: Row[] = [];
  for (const [i, parts] of equations.entries()) {
    const order = orderOf(parts);
    const leading = parts.filter(({ time, spaceOrder }) => (inTime ? time > 0 : time + spaceOrder === order));
    const [own, another] = new Set(leading.map(({ unknown }) => unknown));
    const which = inTime ? 'derivatives by time' : 'highest derivatives';
    if (own === undefined) return cannot(`equation ${i + 1} has no ${which}: it constrains the others`);
    if (another !== undefined) return cannot(`equation ${i + 1} has the ${which} of both ${own} and ${another}`);
    if (taken.has(own)) return cannot(`two equations have the ${which} of ${own}`);
    taken.add(own);
    rows.push({ parts, own });
  }
  return rows;
}

/** The parts of an equation that belong to other unknowns than its own. */
function crossOf({ parts, own }: Row): Part[] {
  return parts.filter(({ unknown }) => unknown !== own);
}

function weaklyCoupled(rows: readonly Row[], alone: readonly Verdict[]): Verdict | null {
  const [{ type }] = alone;
  if (type === 'unknown' || alone.some((one) => one.type !== type)) return null;
  const least = Math.min(...rows.map(({ parts, own }) => orderOf(parts.filter(({ unknown }) => unknown === own))));
  const cross = Math.max(...rows.map((row) => orderOf(crossOf(row))));
  if (cross > (type === 'dispersive' ? 0 : least - 1)) return null;
  const reasons = [...new Set(alone.map(({ reason }) => reason))];
  return { type, reason: `coupled through lower derivatives, each equation is: ${reasons.join('; ')}` };
}

/** a u_t + P v = 0, b v_t + Q u = 0: s^2 = PQ/(ab), so waves exp(i k x + s t) where PQ/(ab) is negative. */
function pairType(rows: readonly Row[]): Verdict | null {
  const parts = rows.flatMap((row) => row.parts);
  if (rows.length !== 2 || parts.some(({ time, spaceOrder }) => time > 1 || (time > 0 && spaceOrder > 0))) return null;
  const cross = rows.map(crossOf);
  const orders = cross.map(orderOf);
  const total = orders[0] + orders[1];
  if ((total !== 2 && total !== 4) || orders.some((order) => order % 2 !== 0)) return null;
  // Lower derivatives must not make waves grow the faster the shorter they are.
  const lower = cross.some((list, i) => total === 4 && list.some(({ spaceOrder }) => spaceOrder === orders[i] - 1));
  const own = rows.flatMap((row) => row.parts.filter(({ unknown }) => unknown === row.own));
  if (lower || own.some(({ spaceOrder }) => spaceOrder >= total / 2)) return null;
  const inTime = parts.filter(({ time }) => time > 0);
  const axes = axesOf(parts);
  const forms = cross.map((list, i) => formSign(list, orders[i], orders[i] === 0 ? [] : axes));
  const signs = [...forms, ...inTime.map(({ sign }) => sign)];
  if (signs.includes(null)) {
    return cannot(
      unsure([...cross.flat(), ...inTime]) || 'its derivatives do not act in every direction with one sign',
    );
  }
  const made = `the two equations make one of second order in time and order ${total} in space`;
  const waves = signs.reduce((sign: number, next) => sign * (next ?? 0), total === 4 ? 1 : -1) < 0;
  if (!waves) return cannot(`${made} of the wrong sign: it is ill-posed forwards in time`);
  return { type: total === 4 ? 'dispersive' : 'hyperbolic', reason: made };
}

/** In equation `from` the derivative of unknown `to` has the coefficient `there`; the other way round `back`. */
interface Link {
  readonly from: number;
  readonly to: number;
  readonly there: Expr;
  readonly back: Expr;
}

/** u_t + A u_x + B u_y + ... = 0, hyperbolic where positive factors of its equations make A, B, ... symmetric. */
function firstOrderType(rows: readonly Row[], known: Known): Verdict | null {
  const inTime = rows.map(({ parts }) => parts.find(({ time }) => time > 0));
  const solved = inTime.every((part) => part !== undefined && part.sign !== null);
  const axes = axesOf(rows.flatMap(({ parts }) => parts));
  if (!solved || axes.length === 0 || rows.some(({ parts }) => orderOf(parts) > 1)) return null;
  const links = axes.flatMap((axis) => linksOf(rows, axis));
  // A link without a way back is one that no factor makes symmetric.
  if (links.some(({ there, back }) => isNumber(there, 0) || isNumber(back, 0))) return null;
  const factors = factorsOf(rows.length, links);
  const symmetric = links.every(({ from, to, there, back }) => {
    const gap = difference(product(factors[from], there, NOWHERE), product(factors[to], back, NOWHERE), NOWHERE);
    return isNumber(simplify(gap), 0);
  });
  const signs = factors.map((factor) => signOf(enclose(factor, known)));
  if (!symmetric || signs.includes(-1)) return null;
  const open = signs.indexOf(null);
  if (open >= 0) return cannot(`it is hyperbolic where ${toText(factors[open])} is positive, which is not known`);
  return { type: 'hyperbolic', reason: 'of first order, it can be made symmetric' };
}

const NOWHERE = [0, 0] as const;

/** The links along one axis, once the equations are solved for the derivatives in time. */
function linksOf(rows: readonly Row[], axis: number): Link[] {
  const entry = (i: number, j: number): Expr => {
    const { parts } = rows[i];
    const derived = parts.find(({ unknown, space }) => unknown === rows[j].own && space[axis] === 1);
    const before = parts.find(({ time }) => time > 0);
    if (derived === undefined || before === undefined) return number(0, NOWHERE);
    return simplify(quotient(derived.coefficient, before.coefficient, NOWHERE));
  };
  const pairs = rows.flatMap((_, from) => rows.flatMap((__, to) => (from === to ? [] : [{ from, to }])));
  return pairs
    .map(({ from, to }) => ({ from, to, there: entry(from, to), back: entry(to, from) }))
    .filter(({ there, back }) => !isNumber(there, 0) || !isNumber(back, 0));
}

/** What each equation is multiplied with so that every link is the same both ways, followed from one to the next. */
function factorsOf(size: number, links: readonly Link[]): Expr[] {
  const factors: (Expr | undefined)[] = Array.from({ length: size });
  for (let i = 0; i < size; i++) {
    factors[i] ??= number(1, NOWHERE);
    for (;;) {
      const next = links.find(({ from, to }) => factors[from] !== undefined && factors[to] === undefined);
      const factor = next && factors[next.from];
      if (next === undefined || factor === undefined) break;
      factors[next.to] = simplify(quotient(product(factor, next.there, NOWHERE), next.back, NOWHERE));
    }
  }
  return factors as Expr[];
}

function coupled(alone: readonly Verdict[]): Verdict {
  const list = alone.map(
    ({ type, reason }, i) =>
      `equation ${i + 1} ${type === 'unknown' ? `by itself: ${reason}` : `is ${type} by itself`}`,
  );
  return cannot(`its equations are coupled in a way that has no simple rule (${list.join('; ')})`);
}
