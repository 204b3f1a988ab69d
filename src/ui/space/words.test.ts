import { expect, it } from 'vitest';
import { fieldInWords } from './words';

it('tells what a field is where the planes meet, and where it is least and largest', () => {
  const field = {
    name: 'u',
    value: 0.25,
    least: { value: -4, at: [0.5, 0.25, 0] },
    largest: { value: 3, at: [-0.5, -0.25, 0] },
  } as const;
  expect(fieldInWords(field, 'Solution u', 'V', [0, 0, 1])).toBe(
    'Solution u: 0.25 V where the planes meet, (0, 0, 1); least −4 V at (0.5, 0.25, 0), largest 3 V at (−0.5, −0.25, 0).',
  );
  expect(fieldInWords({ ...field, least: null, largest: null }, 'u', '', [0, 0, 1])).toBe('u holds no numbers.');
});
