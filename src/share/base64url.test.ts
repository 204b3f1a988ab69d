import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromBase64Url, toBase64Url } from './base64url';

it('writes what the platform writes, and reads it back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = toBase64Url(bytes);
      expect(text).toBe(Buffer.from(bytes).toString('base64url'));
      expect(fromBase64Url(text)).toEqual(bytes);
    }),
  );
});

it.each(['A', 'AAAAA', 'AB', 'AA==', 'A A', 'AA+A', 'AA/A', 'AAÄA', 'AA\u0000A'])('refuses %j', (text) => {
  expect(fromBase64Url(text)).toBeNull();
});
