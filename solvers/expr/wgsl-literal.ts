import { Failure } from '../base/result';

const LARGEST = 3.4028234663852886e38;
const SMALLEST = 1.1754943508222875e-38;

/**
 * A WGSL literal of `value` rounded to f32, in brackets where it is negative; the shortest that reads back the same.
 * @throws Failure 'bad-input' where f32 holds no normal number near `value`: shaders with such literals do not
 * compile, or flush them to 0.
 */
export function literal(value: number): string {
  const rounded = Math.fround(value);
  const size = Math.abs(rounded);
  if (!Number.isFinite(value))
    throw new Failure('bad-input', `a part of the formula is ${value}: give it a finite value`);
  if (size > LARGEST || (value !== 0 && size < SMALLEST)) {
    const range = 'single precision holds sizes from 1.2e-38 to 3.4e38';
    throw new Failure('bad-input', `the number ${value} in the formula cannot be used: ${range}`);
  }
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(size.toPrecision(digits));
    if (Math.fround(short) === size) return signed(rounded, short);
  }
  return signed(rounded, size);
}

function signed(value: number, size: number): string {
  const digits = String(size);
  const text = /[.e]/.test(digits) ? digits : `${digits}.0`;
  return value < 0 ? `(-${text})` : text;
}
