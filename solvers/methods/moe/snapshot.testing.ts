import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Snapshot } from '../solver';

/** A training that was kept in a file; null where there is none. */
export function kept(path: string): Snapshot | null {
  if (!existsSync(path)) return null;
  const { method, numbers, arrays } = JSON.parse(readFileSync(path, 'utf8'));
  const bytes = Object.entries(arrays as Record<string, string>).map(([name, text]) => {
    return [name, new Uint8Array(Buffer.from(text, 'base64')).buffer] as const;
  });
  return { method, numbers, arrays: Object.fromEntries(bytes) };
}

export function keep(path: string, { method, numbers, arrays }: Snapshot): void {
  const text = Object.entries(arrays).map(([name, data]) => [name, Buffer.from(data).toString('base64')]);
  writeFileSync(path, JSON.stringify({ method, numbers, arrays: Object.fromEntries(text) }));
}
