/** Numbers as people read them, and as they copy them. */

const SUPERSCRIPTS: Readonly<Record<string, string>> = {
  '-': '⁻',
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
};

/** `digits` significant digits; powers of ten outside 1e-3 ... 1e6; a true minus sign; thin spaces between thousands. */
export function formatNumber(value: number, digits = 4): string {
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  const minus = value < 0 ? '−' : '';
  const [mantissa = '0', exponent = '0'] = size.toExponential(digits - 1).split('e');
  const power = Number(exponent);
  if (power < -3 || power >= 6) {
    return `${minus}${trim(mantissa)}\u202f×\u202f10${[...String(power)].map((c) => SUPERSCRIPTS[c] ?? '').join('')}`;
  }
  return `${minus}${groupThousands(trim(size.toFixed(Math.max(0, digits - 1 - power))))}`;
}

/** A whole number with thin spaces between thousands. */
export function formatCount(value: number): string {
  return groupThousands(String(Math.round(value)));
}

/** The unit as it stands behind a number; an empty unit is said aloud. */
export function formatUnit(unit: string): string {
  return unit === '' ? 'dimensionless' : unit;
}

/** What goes to the clipboard: every digit of the double, and the unit where there is one. */
export function copyText(value: number, unit: string): string {
  return unit === '' ? String(value) : `${value} ${unit}`;
}

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P'];

/** A large number with an SI prefix: 9.4 MB, 12 Mflop. */
export function formatPrefixed(value: number, unit: string): string {
  const step = value < 1 ? 0 : Math.min(PREFIXES.length - 1, Math.floor(Math.log10(value) / 3));
  return `${formatNumber(value / 1000 ** step, 3)}\u202f${PREFIXES[step] ?? ''}${unit}`;
}

function trim(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function groupThousands(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, '\u202f') : whole;
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** Labels of an axis' splits, `step` apart: as many digits as tell neighbours apart, three at least. */
export function formatSplits(splits: readonly (number | null)[], step: number): string[] {
  const largest = Math.max(...splits.map((value) => Math.abs(value ?? 0)));
  const digits = Math.ceil(Math.log10(largest / step) - 1e-9) + 1;
  const needed = Number.isFinite(digits) ? Math.min(15, Math.max(3, digits)) : 3;
  return splits.map((value) => (value === null ? '' : formatNumber(value, needed)));
}

/**
 * About `wanted` round numbers in [low, high], steps of 1, 2 or 5 times a power of ten; for the ticks of colour
 * bars. Empty where the interval is not one.
 */
export function ticks(low: number, high: number, wanted: number): number[] {
  if (!(high > low) || !Number.isFinite(high - low)) return [];
  const rough = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
