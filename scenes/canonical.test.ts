import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalText, type Json, textHash } from './canonical';

it('sorts keys, drops spaces and keeps numbers short', () => {
  expect(canonicalText({ b: [1, 0.1, 1e21, -0], a: { y: null, x: 'é"\n' } })).toBe(
    '{"a":{"x":"é\\"\\n","y":null},"b":[1,0.1,1e+21,0]}',
  );
});

it('is the same for the same value however its keys are ordered, and reads back', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = canonicalText(value as Json);
      const reversed = JSON.parse(JSON.stringify(value), (_, item) =>
        item && typeof item === 'object' && !Array.isArray(item)
          ? Object.fromEntries(Object.entries(item).reverse())
          : item,
      );
      expect(canonicalText(reversed)).toBe(text);
      expect(canonicalText(JSON.parse(text))).toBe(text);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

it('never changes: links depend on it', () => {
  const text = canonicalText({ version: 1, id: 'fixed', n: [0.1, 1e-7, 'π'] });
  expect(textHash(text)).toBe(textHash('{"id":"fixed","n":[0.1,1e-7,"π"],"version":1}'));
});
