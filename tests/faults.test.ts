import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** Rows of a table, cell by cell. */
const rows = readFileSync('docs/faults.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (#|fault) /.test(line))
  .map((line) => line.slice(2, -2).split(' | '));

it('every fault of docs/faults.md has a number of its own, or none, and a test that is there', () => {
  const numbers = rows.flatMap(([first]) => (/^\d+$/.test(first!) ? [Number(first)] : []));
  expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, k) => k + 1));
  for (const cells of rows) {
    const named = [...cells.at(-1)!.matchAll(/`([^`]+)`(?: \(([^)]+)\))?/g)];
    expect(named.length, cells.join(' | ')).toBeGreaterThan(0);
    for (const [, file, title] of named) {
      if (!/\.\w+$/.test(file!)) continue;
      expect(existsSync(file!), `${file} of: ${cells[1]}`).toBe(true);
      if (title) expect(readFileSync(file!, 'utf8'), `a test of ${file}`).toContain(title);
    }
  }
});
