import { inertiaOf } from './inertia';
import { axesOf, formSign, type Part, secondOrder, unsure } from './parts';

export type EquationType = 'elliptic' | 'parabolic' | 'hyperbolic' | 'dispersive' | 'unknown';

/** A type, and in one sentence how it was told or why it cannot be told. */
export interface Verdict {
  readonly type: EquationType;
  readonly reason: string;
}

export function cannot(reason: string): Verdict {
  return { type: 'unknown', reason };
}

const BACKWARDS = 'it is ill-posed forwards in time';

/** The type of one equation of one unknown, from the signs of its highest derivatives. */
export function typeOfEquation(parts: readonly Part[]): Verdict {
  const order = Math.max(0, ...parts.map(({ time, spaceOrder }) => time + spaceOrder));
  const timeOrder = Math.max(0, ...parts.map(({ time }) => time));
  const axes = axesOf(parts);
  if (order === 0) return cannot('it has no derivatives');
  if (axes.length === 0) return cannot('it has no derivatives in space: an ordinary differential equation in time');
  if (order === 1) {
    if (timeOrder === 0 && axes.length === 1) return cannot('it is an ordinary differential equation of first order');
    return { type: 'hyperbolic', reason: 'of first order: it transports along characteristics' };
  }
  const mixed = parts.find(({ time, spaceOrder }) => time > 0 && spaceOrder > 0);
  if (order === 2 && (timeOrder !== 1 || mixed !== undefined)) return secondOrderType(parts, axes, timeOrder > 0);
  if (timeOrder === 0) return stationaryType(parts, order, axes);
  if (mixed !== undefined)
    return cannot(`${mixed.name} derives by space and time at once in an equation of order ${order}`);
  return evolutionType(parts, timeOrder, axes);
}

function secondOrderType(parts: readonly Part[], axes: readonly number[], inTime: boolean): Verdict {
  const highest = parts.filter(({ time, spaceOrder }) => time + spaceOrder === 2);
  const inertia = inertiaOf(secondOrder(highest, axes, inTime));
  if (inertia === null) return cannot(unsure(highest) || 'the signs of its second derivatives cannot be told');
  const { positive, zero, negative } = inertia;
  const [less, more] = [Math.min(positive, negative), Math.max(positive, negative)];
  const signs = `its second derivatives have ${positive} positive, ${negative} negative and ${zero} zero eigenvalues`;
  if (zero > 0) {
    if (!inTime && zero === 1 && less === 0) return { type: 'parabolic', reason: `${signs}: space is its time` };
    return cannot(`${signs}: it is degenerate`);
  }
  if (less === 0) {
    return { type: 'elliptic', reason: inTime ? `${signs}: elliptic in space and time, so ${BACKWARDS}` : signs };
  }
  if (less > 1) return cannot(`${signs}: ultrahyperbolic`);
  if (inTime && axes.length > 1) {
    const space = inertiaOf(secondOrder(highest, axes, false));
    if (space === null || Math.max(space.positive, space.negative) < more) {
      return cannot(`${signs}, but a direction in space is the one of its own: ${BACKWARDS}`);
    }
  }
  return { type: 'hyperbolic', reason: signs };
}

function stationaryType(parts: readonly Part[], order: number, axes: readonly number[]): Verdict {
  if (order % 2 !== 0) return cannot(`it is of odd order ${order} without time`);
  if (formSign(parts, order, axes))
    return { type: 'elliptic', reason: `its derivatives of order ${order} have one sign` };
  const highest = parts.filter(({ spaceOrder }) => spaceOrder === order);
  return cannot(unsure(highest) || `its derivatives of order ${order} are not seen to have one sign`);
}

/** a u_t + P u = 0 or a u_tt + P u = 0, P of order at least 2 in space: what waves exp(i k x + s t) do for large k. */
function evolutionType(parts: readonly Part[], timeOrder: number, axes: readonly number[]): Verdict {
  if (timeOrder > 2) return cannot(`it is of order ${timeOrder} in time`);
  const inTime = parts.filter(({ time }) => time === timeOrder);
  const before = inTime[0].sign;
  if (!before) return cannot(unsure(inTime));
  const order = Math.max(...parts.filter(({ time }) => time === 0).map(({ spaceOrder }) => spaceOrder));
  return timeOrder === 1 ? firstInTime(parts, order, axes, before) : secondInTime(parts, order, axes, before);
}

/** The sign of the operator of an even order: i^order times that of its form; null where it has none for certain. */
function operatorSign(parts: readonly Part[], order: number, axes: readonly number[]): number | null {
  const sign = formSign(parts, order, axes);
  return sign === null || sign === 0 ? null : sign * (order % 4 === 0 ? 1 : -1);
}

function noSign(parts: readonly Part[], order: number): Verdict {
  const own = parts.filter(({ time, spaceOrder }) => time === 0 && spaceOrder === order);
  return cannot(unsure(own) || `its derivatives of order ${order} do not act in every direction with one sign`);
}

/** s = -P/a: damped where P is positive. */
function firstInTime(parts: readonly Part[], order: number, axes: readonly number[], before: number): Verdict {
  const even = Math.max(...parts.map(({ spaceOrder }) => (spaceOrder % 2 === 0 ? spaceOrder : 0)));
  if (even === order) {
    const sign = operatorSign(parts, order, axes);
    if (sign === null) return noSign(parts, order);
    const told = `of first order in time, its derivatives of order ${order} in space have one sign`;
    return { type: 'parabolic', reason: sign === before ? told : `${told}, the wrong one: ${BACKWARDS}` };
  }
  const highest = parts.filter(({ spaceOrder }) => spaceOrder === order);
  if (highest.some(({ sign }) => sign === null)) return noSign(highest, order);
  if (even > 0 && operatorSign(parts, even, axes) !== before) {
    return cannot(
      unsure(parts.filter(({ spaceOrder }) => spaceOrder === even)) || `its derivatives of order ${even} do not damp`,
    );
  }
  return { type: 'dispersive', reason: `of first order in time and odd order ${order} in space` };
}

/** s^2 = -P/a: waves where P is positive, as long as no odd order makes them grow. */
function secondInTime(parts: readonly Part[], order: number, axes: readonly number[], before: number): Verdict {
  const odd = parts.find(({ time, spaceOrder }) => time === 0 && spaceOrder % 2 !== 0 && spaceOrder > order / 2);
  if (odd !== undefined) return cannot(`of second order in time with ${odd.name} ${BACKWARDS}`);
  const sign = operatorSign(parts, order, axes);
  if (sign === null) return noSign(parts, order);
  if (sign !== before) return cannot(`its derivatives of order ${order} have the wrong sign: ${BACKWARDS}`);
  return {
    type: 'dispersive',
    reason: `of second order in time, its derivatives of order ${order} in space have one sign`,
  };
}
