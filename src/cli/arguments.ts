import { type ParseArgsConfig, parseArgs } from 'node:util';
import { Failure } from '../../solvers/base/result';

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<T extends Options> = ReturnType<typeof parseArgs<{ options: T; allowPositionals: true; strict: true }>>;

/** `node:util`'s parser, with one clear line for what it refuses. Every command knows `--help`. */
export function readArguments<T extends Options>(command: string, args: readonly string[], options: T): Parsed<T> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    // Node adds advice on positionals that does not fit here.
    const line = text.split('\n')[0]!.split('. To specify')[0]!.replace(/\.$/, '');
    throw refuse(`${line}; see ${command} --help`, /--[\w-]+/.exec(text)?.[0] ?? 'arguments');
  }
}

/** A whole number from `min` up, from an option's text. */
export function readInteger(option: string, text: string, min: number, max = Number.MAX_SAFE_INTEGER): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw refuse(`${option} must be a whole number from ${min} to ${max}, not ${shown(text)}`, option);
}

/** A number above 0, from an option's text. */
export function readPositive(option: string, text: string): number {
  const value = /^[\d.]+(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (value > 0 && Number.isFinite(value)) return value;
  throw refuse(`${option} must be a number above 0, not ${shown(text)}`, option);
}

/** One of `choices`, from an option's text. */
export function readChoice<T extends string>(option: string, text: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw refuse(`${option} must be one of ${choices.join(', ')}, not ${shown(text)}`, option);
}

/** A `bad-input` failure about an argument. */
export function refuse(advice: string, field: string): Failure {
  return new Failure('bad-input', advice, field);
}

function shown(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
}
