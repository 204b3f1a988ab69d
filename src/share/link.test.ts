import fc from 'fast-check';
import { deflateSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { applySettings, canonicalText, type Json, presetById, presets, type Scene, textHash } from '../../scenes';
import { CAPS } from '../../solvers/base/caps';
import { Failure } from '../../solvers/base/result';
import { cases } from '../../tests/fuzz';
import { toBase64Url } from './base64url';
import { isLink } from './is-link';
import { decodeLink, encodeLink } from './link';

const cavity = presetById('cavity-re1000');

async function refused(link: string): Promise<string> {
  try {
    await decodeLink(link);
  } catch (error) {
    expect(error).toBeInstanceOf(Failure);
    const failure = error as Failure;
    expect(failure.code).toBe('bad-input');
    expect(failure.message).not.toContain('\n');
    return failure.message;
  }
  throw new Error('nothing was refused');
}

/** A link that carries `text` with a right hash, whatever the text is. */
function forged(text: string | Uint8Array): string {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const deflated = deflateSync(bytes, { level: 9, dictionary: new TextEncoder().encode(cavity.text) });
  const hash = textHash(new TextDecoder().decode(bytes)).slice(0, 8);
  const payload = [...(hash.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)), ...deflated];
  return `#s=1.d.${cavity.id}.${cavity.hash}.${toBase64Url(Uint8Array.from(payload))}`;
}

/** Presets with parameters, sizes, texts and seeds changed. */
const scenes: fc.Arbitrary<Scene> = fc
  .record({
    preset: fc.constantFrom(...presets),
    n: fc.integer({ min: 4, max: 4096 }),
    seed: fc.nat(),
    title: fc.string({ unit: 'grapheme', maxLength: 60 }),
    description: fc.string({ maxLength: 500 }),
    value: fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
    id: fc.constantFrom(null, 'my-own'),
  })
  .map(({ preset, n, seed, title, description, value, id }) => {
    const name = Object.keys(preset.scene.parameters ?? {})[0];
    const text = (s: string) => JSON.stringify(s.slice(0, 150));
    const settings = [`grid.n=${n}`, `seed=${seed}`];
    if (name !== undefined) settings.push(`params.${name}=${value}`);
    settings.push(`title=${text(title)}`, `description=${text(description)}`);
    return applySettings(preset.scene, id === null ? settings : [...settings, `id=${id}`]);
  });

describe('links', () => {
  it('of untouched presets are short and come back whole', async () => {
    for (const preset of presets) {
      const link = encodeLink(preset.scene);
      expect(link).toMatch(new RegExp(`^#s=1\\.d\\.${preset.id}\\.[0-9a-f]{8}\\.[A-Za-z0-9_-]+$`));
      // Names, hashes and the ends of deflate take 50 letters; each copy of 258 characters at most 26 bits, or 4.4.
      expect(link.length).toBeLessThan(50 + preset.id.length + preset.text.length / 58);
      expect(await decodeLink(link)).toEqual({ scene: preset.scene, presetId: preset.id });
    }
  });

  it('of a scene with a few changes stay short', () => {
    const changed = applySettings(cavity.scene, ['params.Re=700', 'grid.n=192', 'seed=42']);
    expect(encodeLink(changed).length).toBeLessThan(130);
  });

  it('bring every scene back to the same text', async () => {
    await fc.assert(
      fc.asyncProperty(scenes, async (scene) => {
        const { scene: back } = await decodeLink(encodeLink(scene));
        expect(canonicalText(back as unknown as Json)).toBe(canonicalText(scene as unknown as Json));
      }),
      { numRuns: 200 },
    );
  });

  it('are found in a whole address', async () => {
    const link = encodeLink(cavity.scene);
    expect((await decodeLink(`https://example.org/studio/?a=b#x${link}`)).presetId).toBe(cavity.id);
    expect((await decodeLink(link.slice(1))).presetId).toBe(cavity.id);
    expect(isLink(link) && isLink(link.slice(1)) && isLink(`https://example.org/${link}`)).toBe(true);
    expect(isLink('cavity-re1000') || isLink('scene.json') || isLink('#about')).toBe(false);
  });

  it('that were published once still open', async () => {
    // Written by version 0.1.0. Never edit this list: a link that fails here is broken for everyone who has it.
    const published: readonly (readonly [link: string, scene: string])[] = [
      ['#s=1.d.cavity-re1000.60af80ad.YK-ArRvN_KOZfzTzj9DMDwA', '60af80ad907c6974'],
      ['#s=1.d.cylinder-re100.8f2472ac.X9Yr7RstdkaLnSFR7BgZDadix3SEFzsA', '5fd62bed1cdf2430'],
      [
        '#s=1.d.taylor-green.62f4eb67.8bVQ3RvNwqNZeOCzsJkJLAfnVuoiZQ2aZ2ADknJweGYR0C6FRw2TFdKLDm87PD-1aKDzLwA',
        'f1b550ddbdf26621',
      ],
    ];
    for (const [link, hash] of published) {
      const { scene } = await decodeLink(link);
      expect(textHash(canonicalText(scene as unknown as Json)).slice(0, 16), link).toBe(hash);
    }
  });
});

describe('a bad link', () => {
  const good = encodeLink(applySettings(cavity.scene, ['params.Re=700', 'description=Something of a certain length']));

  it('is refused when any letter of it is changed, or else holds the very same scene', async () => {
    const { scene } = await decodeLink(good);
    let same = 0;
    for (let i = 1; i < good.length; i++) {
      const changed = `${good.slice(0, i)}${good[i] === 'A' ? 'B' : 'A'}${good.slice(i + 1)}`;
      try {
        expect((await decodeLink(changed)).scene).toEqual(scene);
        same++;
      } catch (error) {
        expect(error).toBeInstanceOf(Failure);
      }
    }
    // Deflate leaves up to 7 bits of its last byte unused, which the last two letters hold.
    expect(same).toBeLessThanOrEqual(2);
  });

  it('is refused when it is cut off anywhere', async () => {
    for (let length = 0; length < good.length; length++) await refused(good.slice(0, length));
  });

  it.each([
    ['', 'the link holds no scene: it must contain #s=1.'],
    ['#about', 'the link holds no scene: it must contain #s=1.'],
    ['#s=2.d.a.b.c', 'the link has format 2, and this program reads 1: reload the page or update'],
    ['#s=1.d.a.b', 'the link is cut off or has extra parts: copy the whole of it'],
    ['#s=1.z.a.b.c', 'the link is written in a way this program does not know: reload the page or update'],
    [
      '#s=1.d.cavity-re1000.00000000.AAAAAAAA',
      'the link builds on a preset this program does not have: reload the page or update',
    ],
    [
      '#s=1.d.__proto__.constructor.AAAAAAAA',
      'the link builds on a preset this program does not have: reload the page or update',
    ],
    ['#s=1.d.../../../etc/passwd.00000000.AAAAAAAA', 'the link is cut off or has extra parts: copy the whole of it'],
    [`#s=1.d.${cavity.id}.${cavity.hash}.!!!!`, 'the link is damaged: copy the whole of it again'],
    [
      `#s=1.d.${cavity.id}.${cavity.hash}.${'A'.repeat(100_000)}`,
      'the link has 100030 characters, over the limit 65536: ask for the scene as a file',
    ],
  ])('%.60s', async (link, message) => {
    expect(await refused(link)).toBe(message);
  });

  it('that carries no scene is refused by the scene check', async () => {
    expect(await refused(forged('{}'))).toBe('version is missing: add "version": 1');
    expect(await refused(forged('not json'))).toContain('scene is not JSON');
    expect(await refused(forged(cavity.text.replace('"n":256', '"n":1000000000')))).toBe(
      'grid.n = 1000000000 is over the limit 4096: choose at most 4096',
    );
    expect(await refused(forged(Uint8Array.from([0xff, 0xfe, 0x22])))).toBe(
      'the link is damaged: copy the whole of it again',
    );
  });

  it('cannot touch a prototype', async () => {
    const hostile = [
      cavity.text.replace('{', '{"__proto__":{"polluted":1},'),
      cavity.text.replace('"scales":{', '"scales":{"__proto__":{"polluted":1},'),
      cavity.text.replace('"parameters":{', '"parameters":{"constructor":{"value":1},'),
    ];
    for (const text of hostile) {
      expect(await refused(forged(text))).toContain('is not allowed');
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    }
  });

  it('that is a bomb stops at the cap', async () => {
    // 40 MB of blanks deflate to some 40 KB, which fits a link.
    const bomb = forged(new Uint8Array(40_000_000).fill(32));
    expect(bomb.length).toBeLessThan(CAPS.linkCharacters);
    expect(await refused(bomb)).toBe(`the link unpacks to more than ${CAPS.sceneBytes} bytes: it is no scene`);
  });

  it('never ends in anything but a Failure', async () => {
    const head = `#s=1.d.${cavity.id}.${cavity.hash}.`;
    const payload = fc.uint8Array({ maxLength: 300 }).map((bytes) => head + toBase64Url(bytes));
    const text = fc.oneof(fc.string(), fc.json()).map(forged);
    const patched = fc
      .tuple(fc.nat(good.length - 1), fc.string({ maxLength: 5 }))
      .map(([at, s]) => good.slice(0, at) + s + good.slice(at + 1));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), payload, text, patched), async (link) => {
        try {
          await decodeLink(link);
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
          expect((error as Failure).message).not.toContain('\n');
        }
      }),
      cases(1_000),
    );
  });
});

it('refuses to make a link that is too long', () => {
  const numbers = Array.from({ length: 1000 }, (_, i) => Math.sin(i * i) ** 2);
  const at = { x: numbers, y: numbers };
  const data = Array.from({ length: 8 }, (_, k) => ({
    field: 'u',
    at,
    values: numbers.map((v) => Math.cos(1e4 * v + k)),
  }));
  const scene = { ...cavity.scene, data } as Scene;
  expect(() => encodeLink(scene)).toThrow(
    /^the link would have \d+ characters, over the limit 65536: save the scene as a file instead$/,
  );
});
