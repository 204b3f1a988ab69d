import { CAPS } from '../solvers/base/caps';
import { Failure } from '../solvers/base/result';
import type { Json } from './canonical';

/** A step into a document: an object's key or an array's index. */
export type Step = string | number;

/** The name of a place in a document as people write it, e.g. `conditions[2].is`; the root is `scene`. */
export function pathText(path: readonly Step[]): string {
  if (path.length === 0) return 'scene';
  return path
    .map((step, i) =>
      typeof step === 'number' ? `[${step}]` : `${i > 0 ? '.' : ''}${readable(step, CAPS.nameCharacters)}`,
    )
    .join('');
}

/** Outside text, safe to show in one line: control characters removed, cut to `limit` characters. */
export function readable(text: string, limit = 60): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e]+/gu, ' ');
  return line.length > limit ? `${line.slice(0, limit)}...` : line;
}

/**
 * A fresh copy of an outside value that holds nothing but plain JSON: whatever the value was (also hostile or
 * cyclic), the copy is bounded in depth and size, its numbers are finite and its keys cannot touch a prototype.
 * Keys that hold `undefined` are left out. Throws `bad-input` naming the place.
 */
export function copyJson(value: unknown): Json {
  let budget: number = CAPS.documentValues;

  function copy(item: unknown, path: readonly Step[]): Json {
    const where = (): string => pathText(path);
    if (--budget < 0) throw refuse(`the scene holds more than ${CAPS.documentValues} values: make it smaller`, 'scene');
    if (path.length > CAPS.documentDepth) {
      throw refuse(`${where()} is nested deeper than ${CAPS.documentDepth} levels: flatten it`, where());
    }
    if (item === null || typeof item === 'boolean') return item;
    if (typeof item === 'string') {
      if (item.length <= CAPS.sceneBytes) return item;
      throw refuse(`${where()} is longer than ${CAPS.sceneBytes} characters: shorten it`, where());
    }
    if (typeof item === 'number') {
      if (Number.isFinite(item)) return item;
      throw refuse(`${where()} = ${item} is not a finite number: write a finite one`, where());
    }
    if (Array.isArray(item)) {
      if (item.length > budget)
        throw refuse(`${where()} has ${item.length} entries, too many: make it shorter`, where());
      return Array.from(item, (entry: unknown, i) => copy(entry, [...path, i]));
    }
    if (typeof item === 'object') {
      const result: Record<string, Json> = {};
      for (const [key, entry] of Object.entries(item)) {
        if (key in Object.prototype) {
          throw refuse(
            `${pathText([...path, key])}: this key is not allowed: rename or remove it`,
            pathText([...path, key]),
          );
        }
        if (entry !== undefined) result[key] = copy(entry, [...path, key]);
      }
      return result;
    }
    throw refuse(
      `${where()} is a ${typeof item}, which JSON cannot hold: write a number, a text or an object`,
      where(),
    );
  }

  return copy(value, []);
}

function refuse(advice: string, field: string): Failure {
  return new Failure('bad-input', advice, field);
}
