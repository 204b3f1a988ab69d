import { canonicalText, type Json } from './canonical';
import { presets } from './presets';

/*
 * Links are deflated with a preset's text as dictionary, so every text that was ever published must stay: once
 * released, files in dictionaries/ are only added. They are loaded as JSON, each when a link asks for it, and written
 * out canonically, so that a formatter cannot break old links.
 */
const published = import.meta.glob<Json>('./dictionaries/*.json', { import: 'default' });

/** The published preset text of that id and hash (8 hex digits), present or past; null if there is none. */
export async function dictionaryText(id: string, hash: string): Promise<string | null> {
  const present = presets.find((preset) => preset.id === id && preset.hash === hash);
  if (present) return present.text;
  const path = `./dictionaries/${id}.${hash}.json`;
  return Object.hasOwn(published, path) ? canonicalText(await published[path]!()) : null;
}
