import { describe, expect, it } from 'vitest';
import { copyText, formatCount, formatNumber, formatPrefixed, formatSplits, formatUnit, ticks } from './format';

describe('formatSplits', () => {
  it('tells neighbours apart', () => {
    expect(formatSplits([0.4331, 0.4332, 0.4333], 0.0001)).toEqual(['0.4331', '0.4332', '0.4333']);
    expect(formatSplits([0, 0.5, 1], 0.5)).toEqual(['0', '0.5', '1']);
    expect(formatSplits([null, 0], 1)).toEqual(['', '0']);
  });
});

describe('formatNumber', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [1, '1'],
    [0.25, '0.25'],
    [-1.5, '−1.5'],
    [2.34567, '2.346'],
    [12345.678, '12\u202f346'],
    [1234.56, '1235'],
    [0.001, '0.001'],
    [0.00012345, '1.234\u202f×\u202f10⁻⁴'],
    [-4.2e-7, '−4.2\u202f×\u202f10⁻⁷'],
    [6.02e23, '6.02\u202f×\u202f10²³'],
    [Number.NaN, 'not a number'],
    [Number.POSITIVE_INFINITY, '∞'],
  ])('%d', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
  it('rounds up across a power of ten', () => {
    expect(formatNumber(999_999.9)).toBe('1\u202f×\u202f10⁶');
    expect(formatNumber(0.99999)).toBe('1');
  });
});

describe('other formats', () => {
  it('counts, units, copies', () => {
    expect(formatCount(1234567)).toBe('1\u202f234\u202f567');
    expect(formatUnit('')).toBe('dimensionless');
    expect(copyText(0.1 + 0.2, 'm/s')).toBe('0.30000000000000004 m/s');
    expect(copyText(1e-7, '')).toBe('1e-7');
  });
  it('prefixes', () => {
    expect(formatPrefixed(9.4e6, 'B')).toBe('9.4\u202fMB');
    expect(formatPrefixed(12, 'B')).toBe('12\u202fB');
  });
});

describe('ticks', () => {
  it('are round and inside', () => {
    expect(ticks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticks(-0.31, 0.31, 4)).toEqual([-0.2, 0, 0.2]);
  });
  it('are none for no interval', () => {
    expect(ticks(1, 1, 5)).toEqual([]);
    expect(ticks(0, Number.NaN, 5)).toEqual([]);
  });
});
