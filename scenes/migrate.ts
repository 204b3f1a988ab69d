import { Failure } from '../solvers/base/result';
import type { Json } from './canonical';
import { readable } from './document';
import { SCENE_VERSION } from './schema';

/** A step from one version of the document to the next: index 0 turns version 1 into version 2, and so on. */
const MIGRATIONS: readonly ((document: Readonly<Record<string, Json>>) => Readonly<Record<string, Json>>)[] = [];

/**
 * Brings a plain JSON document of any version up to the present one.
 * Throws `bad-input` for a document without a version and for one from a newer program: it never guesses.
 */
export function migrate(document: Json): Readonly<Record<string, Json>> {
  if (document === null || typeof document !== 'object' || Array.isArray(document)) {
    throw new Failure('bad-input', 'scene: a scene is a JSON object: write { "version": 1, "id": ..., ... }', 'scene');
  }
  let current = document as Readonly<Record<string, Json>>;
  const version = current.version;
  if (version === undefined) {
    throw new Failure('bad-input', `version is missing: add "version": ${SCENE_VERSION}`, 'version');
  }
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    const shown = readable(JSON.stringify(version));
    throw new Failure('bad-input', `version = ${shown} is not a version: write ${SCENE_VERSION}`, 'version');
  }
  if (version > SCENE_VERSION) {
    const advice = `version = ${version} is newer than this program's ${SCENE_VERSION}: update the program, or reload the page`;
    throw new Failure('bad-input', advice, 'version');
  }
  for (const step of MIGRATIONS.slice(version - 1)) current = step(current);
  return current;
}
