import { appendFileSync, mkdirSync } from 'node:fs';

type Cell = string | number | boolean;

/**
 * Adds a row to a table of the slow tests' report (docs/reports/slow.md). Say units in the keys, as `wall [s]`.
 * @param table the table's heading; a run replaces the whole table
 * @param row column heading to value; numbers are shown with 4 significant digits
 * @param adapter the adapter that made the numbers, where there was one
 */
export function record(table: string, row: Record<string, Cell>, adapter = ''): void {
  mkdirSync('.cache', { recursive: true });
  appendFileSync('.cache/slow.jsonl', `${JSON.stringify({ table, row, adapter })}\n`);
}
