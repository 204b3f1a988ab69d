import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { describe, expect, it } from 'vitest';
import { canonicalText, textHash } from './canonical';
import { dictionaryText } from './dictionaries';
import { parseSceneText } from './parse';
import { presets } from './presets';
import { resolve } from './resolve';
import { sceneSchema } from './schema';

/*
 * Files that follow from the sources: `UPDATE=1 npx vitest run scenes/published.test.ts` writes them anew.
 * Dictionaries are only ever added.
 */
const UPDATE = process.env.UPDATE === '1';
const root = new URL('..', import.meta.url);

function jsonSchemaText(): string {
  const schema = toJsonSchema(sceneSchema, {
    // Input, as people write it; rules that JSON Schema cannot say (constant formulas, limits on them) are left out.
    typeMode: 'input',
    errorMode: 'ignore',
  });
  return `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', ...schema, title: 'Nablab scene, version 1' }, null, 2)}\n`;
}

describe('public/scene.schema.json', () => {
  const file = new URL('public/scene.schema.json', root);

  it('is what the schema says', () => {
    const text = jsonSchemaText();
    if (UPDATE) writeFileSync(file, text);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('names every key and forbids others', () => {
    const schema = JSON.parse(readFileSync(file, 'utf8'));
    expect(Object.keys(schema.properties)).toEqual(Object.keys(sceneSchema.entries));
    expect(schema.additionalProperties).toBe(false);
    expect(schema.required).toEqual(['version', 'id', 'unknowns', 'coordinates', 'equations']);
  });
});

describe('dictionaries', () => {
  const folder = new URL('scenes/dictionaries/', root);

  it.each(presets.map((preset) => [preset.id, preset] as const))('hold the present text of %s', (_, preset) => {
    const file = new URL(`${preset.id}.${preset.hash}.json`, folder);
    if (UPDATE && !existsSync(file)) writeFileSync(file, `${preset.text}\n`);
    expect(existsSync(file), `run UPDATE=1 npx vitest run scenes/published.test.ts`).toBe(true);
  });

  it('are each named by the hash of their canonical text, whatever a formatter did', async () => {
    for (const name of readdirSync(folder)) {
      const [id, hash] = name.split('.');
      const text = canonicalText(JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
      expect(textHash(text).slice(0, 8), name).toBe(hash);
      if (!UPDATE) expect(await dictionaryText(id, hash)).toBe(text);
    }
  });
});

describe('the README', () => {
  const text = readFileSync(new URL('scenes/README.md', root), 'utf8');

  it('shows a scene that resolves, with the choices that it tells of', () => {
    const example = /```json\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
    expect(resolve(parseSceneText(example)).notes).toEqual([
      'x = 0: no condition is given, so it is a wall',
      'x = 1: no condition is given, so it is a wall',
      'y = 0: no condition is given, so it is a wall',
      'grid: 128 x 128 cells, as the scene names none',
    ]);
  });

  it('names every key', () => {
    for (const key of Object.keys(sceneSchema.entries)) if (key !== '$schema') expect(text).toContain(`\`${key}\``);
  });
});
