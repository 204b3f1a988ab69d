import { canonicalText, type Json } from './canonical';
import { presets } from './presets';

/*
 * Links are deflated with a preset's text as dictionary, so every text that was ever published must stay: once
 * released, files in dictionaries/ are only added. They are loaded as JSON and written out canonically, so that
 * a formatter cannot break old links.
 */
const published = import.meta.glob<Json>('./dictionaries/*.json', { eager: true, import: 'default' });

/** The published preset text of that id and hash (8 hex digits), present or past; null if there is none. */
export function dictionaryText(id: string, hash: string): string | null {
  const path = `./dictionaries/${id}.${hash}.json`;
  if (Object.hasOwn(published, path)) return canonicalText(published[path]);
  // A preset that is being worked on is not published yet, but its links should open.
  return presets.find((preset) => preset.id === id && preset.hash === hash)?.text ?? null;
}
