/** IEEE 754 binary16 on hosts that have no array type for it. */

const SCRATCH = new DataView(new ArrayBuffer(4));

/** The half-precision bits nearest to a number, ties to even; past 65520 infinity. NaN stays NaN. */
export function halfBits(value: number): number {
  SCRATCH.setFloat32(0, value);
  const bits = SCRATCH.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fff_ffff;
  if (magnitude > 0x7f80_0000) return sign | 0x7e00;
  // 65520 is half way between the largest half and what would come next.
  if (magnitude >= 0x477f_f000) return sign | 0x7c00;
  if (magnitude >= 0x3880_0000) {
    const odd = (magnitude >>> 13) & 1;
    return sign | ((magnitude - 0x3800_0000 + 0xfff + odd) >>> 13);
  }
  // Below 2^-14 halves are whole multiples of 2^-24.
  SCRATCH.setUint32(0, magnitude);
  const units = SCRATCH.getFloat32(0) * 2 ** 24;
  const below = Math.floor(units);
  const rest = units - below;
  const up = rest > 0.5 || (rest === 0.5 && below % 2 === 1);
  return sign | (below + (up ? 1 : 0));
}

/** The number that half-precision bits stand for. */
export function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
