import { expect, it } from 'vitest';
import { faultOf, namedIn, tableRows } from './named';

const rows = tableRows('docs/faults.md');

it('every fault of docs/faults.md has a number of its own, or none, and a test that is there', () => {
  const numbers = rows.flatMap(([first]) => (/^\d+$/.test(first!) ? [Number(first)] : []));
  expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, k) => k + 1));
  for (const cells of rows) {
    const named = namedIn(cells.at(-1)!);
    expect(named.length, cells.join(' | ')).toBeGreaterThan(0);
    for (const test of named) expect(faultOf(test), cells.join(' | ')).toBeNull();
  }
});
