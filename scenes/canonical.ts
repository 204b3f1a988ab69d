import { sha256 } from './sha256';

/** A value as JSON has it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * The canonical JSON text of a value: keys sorted by UTF-16 code units, no spaces, numbers in the shortest form
 * that reads back to the same double, -0 written as 0. Equal values give equal texts on every machine.
 * Links published long ago depend on this text: it must never change.
 */
export function canonicalText(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value as Record<string, Json>).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalText(item)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/** SHA-256 of a text's UTF-8 bytes, 64 hex digits. */
export function textHash(text: string): string {
  return sha256(new TextEncoder().encode(text));
}
