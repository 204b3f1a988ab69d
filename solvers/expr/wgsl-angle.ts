/*
 * The angle of the point (x, y) in f32, within 3e-7 of itself: built-in functions may err by 4e-4. The ratio of the
 * shorter side to the longer one is turned by an eighth where it is above tan(pi/8); the rest is the odd polynomial of
 * `atanf` in Cephes (Moshier 1989). Each part is one expression of names; some 46 operations in all.
 */

const TAN_EIGHTH = '0.41421357';

/** The shorter side by the longer one, from 0 to 1; 0 where both are 0. */
export function sideRatio(y: string, x: string): string {
  return `min(abs(${x}), abs(${y})) / max(max(abs(${x}), abs(${y})), 1e-37)`;
}

/** The ratio turned back by an eighth of a turn where it is large: from -tan(pi/8) to tan(pi/8). */
export function turnedRatio(ratio: string): string {
  return `select(${ratio}, (${ratio} - 1.0) / (${ratio} + 1.0), ${ratio} > ${TAN_EIGHTH})`;
}

/** The angle of a ratio, from 0 to pi/4; `turned` is {@link turnedRatio} of it. */
export function ratioAngle(ratio: string, turned: string): string {
  const square = `(${turned} * ${turned})`;
  const series = ['-1.3877685e-1', '1.9977711e-1', '-3.3332949e-1'].reduce(
    (inner, next) => `(${inner} * ${square} + ${next})`,
    '8.0537445e-2',
  );
  return `select(0.0, 0.7853982, ${ratio} > ${TAN_EIGHTH}) + (${turned} + ${turned} * ${square} * ${series})`;
}

/** The angle of the point (x, y), from -pi to pi, of the angle of the ratio of its sides. */
export function pointAngle(y: string, x: string, angle: string): string {
  const steep = `abs(${y}) > abs(${x})`;
  const right = `(select(0.0, 1.5707964, ${steep}) + select(1.0, -1.0, ${steep}) * ${angle})`;
  const upper = `(select(0.0, 3.1415927, ${x} < 0.0) + select(1.0, -1.0, ${x} < 0.0) * ${right})`;
  return `select(1.0, -1.0, ${y} < 0.0) * ${upper}`;
}

/** The other leg of a right triangle with the long side 1: cos of asin, sin of acos. */
export function otherLeg(leg: string): string {
  return `sqrt((1.0 - ${leg}) * (1.0 + ${leg}))`;
}
