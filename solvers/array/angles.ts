import { angleWgsl } from '../expr';
import { add, div, map, mul, neg, type Operand, type Rule, sqrt, square, sub } from './elementwise';
import type { Node } from './node';

const { otherLeg, pointAngle, ratioAngle, sideRatio, turnedRatio } = angleWgsl;

/*
 * Inverse trigonometric functions, on the device within 3e-7 of the value (solvers/expr/wgsl-angle.ts). Its parts are
 * nodes without a derivative; the f64 value and the derivatives are those of the function itself.
 */

function part(name: string, flops: number, wgsl: Rule['wgsl'], f64: Rule['f64']): (...operands: Operand[]) => Node {
  return map({ name, flops, wgsl, f64, partials: (args) => args.map(() => null) });
}

const ratioMap = part('sideRatio', 8, sideRatio, (y, x) => {
  return Math.min(Math.abs(x), Math.abs(y)) / Math.max(Math.abs(x), Math.abs(y), 1e-37);
});
const turnedMap = part('turnedRatio', 5, turnedRatio, (ratio) => {
  return ratio > Math.SQRT2 - 1 ? (ratio - 1) / (ratio + 1) : ratio;
});
const ratioAngleMap = part('ratioAngle', 14, ratioAngle, (ratio) => Math.atan(ratio));
const legMap = part('otherLeg', 4, otherLeg, (a) => Math.sqrt((1 - a) * (1 + a)));

/** The angle from 0 to pi/4 that the point (x, y) is away from the nearest axis. */
function firstAngle(y: Operand, x: Operand): Node {
  const ratio = ratioMap(y, x);
  return ratioAngleMap(ratio, turnedMap(ratio));
}

const atan2Map = map({
  name: 'atan2',
  flops: 19,
  wgsl: pointAngle,
  f64: (y, x) => Math.atan2(y, x),
  partials: ([y, x]) => {
    const size = add(square(x), square(y));
    return [div(x, size), neg(div(y, size)), null];
  },
});

/** The angle of the point (x, y), from -pi to pi. */
export function atan2(y: Operand, x: Operand): Node {
  return atan2Map(y, x, firstAngle(y, x));
}

/** The angle from -pi/2 to pi/2 whose tangent is a. */
export function atan(a: Operand): Node {
  return atan2(a, 1);
}

const asinMap = map({
  name: 'asin',
  flops: 19,
  wgsl: (a, leg, angle) => pointAngle(a, leg, angle),
  f64: (a) => Math.asin(a),
  partials: ([a]) => [div(1, cathetus(a)), null, null],
});

/** The angle from -pi/2 to pi/2 whose sine is a. */
export function asin(a: Operand): Node {
  const leg = legMap(a);
  return asinMap(a, leg, firstAngle(a, leg));
}

const acosMap = map({
  name: 'acos',
  flops: 19,
  wgsl: (a, leg, angle) => pointAngle(leg, a, angle),
  f64: (a) => Math.acos(a),
  partials: ([a]) => [div(-1, cathetus(a)), null, null],
});

/** The angle from 0 to pi whose cosine is a. */
export function acos(a: Operand): Node {
  const leg = legMap(a);
  return acosMap(a, leg, firstAngle(leg, a));
}

/** sqrt(1 - a^2), which can be differentiated again. */
function cathetus(a: Node): Node {
  return sqrt(mul(sub(1, a), add(1, a)));
}
