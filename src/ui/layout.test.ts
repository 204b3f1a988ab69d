import { expect, it } from 'vitest';
import { bestColumns } from './layout';

it('stacks wide domains and sets square ones side by side', () => {
  expect(bestColumns(2, [860, 600], 5.4, 80)).toBe(1);
  expect(bestColumns(2, [860, 600], 1, 80)).toBe(2);
  expect(bestColumns(4, [860, 600], 1, 80)).toBe(2);
  expect(bestColumns(4, [880, 600], 1, 84)).toBe(2);
  expect(bestColumns(1, [860, 600], 1, 80)).toBe(1);
});
