import * as v from 'valibot';
import { CAPS } from '../solvers/base/caps';
import { Failure } from '../solvers/base/result';
import { copyJson, pathText, readable, type Step } from './document';
import { migrate } from './migrate';
import { nearest } from './nearest';
import { keysAt } from './paths';
import { type Scene, sceneSchema } from './schema';

/**
 * Checks an outside value and returns it as a scene of the present version: a fresh object that shares nothing
 * with the input. Throws `bad-input`, one line naming the field, for anything that is not a scene.
 */
export function parseScene(document: unknown): Scene {
  const plain = migrate(copyJson(document));
  const checked = v.safeParse(sceneSchema, plain);
  if (checked.success) return dropAbsent(checked.output);
  throw failureOf(checked.issues[0]);
}

/** As {@link parseScene}, from JSON text. */
export function parseSceneText(text: string): Scene {
  if (text.length > CAPS.sceneBytes) {
    const advice = `scene is ${text.length} characters long, over the limit ${CAPS.sceneBytes}: make it smaller`;
    throw new Failure('bad-input', advice, 'scene');
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? readable(error.message, 120) : 'broken text';
    throw new Failure('bad-input', `scene is not JSON: ${reason}`, 'scene');
  }
  return parseScene(document);
}

type Issue = v.BaseIssue<unknown>;

/** Keys that were absent stay absent, so that the canonical text has no `undefined`. */
function dropAbsent(scene: Scene): Scene {
  return copyJson(scene) as unknown as Scene;
}

function failureOf(issue: Issue): Failure {
  const { path, deepest } = unfold(issue, []);
  const field = pathText(path);
  return new Failure('bad-input', `${field} ${messageOf(deepest, path)}`, field);
}

/** Where a union refused everything, the option that got furthest says best what is wrong. */
function unfold(issue: Issue, above: readonly Step[]): { path: readonly Step[]; deepest: Issue } {
  const path = [...above, ...(issue.path ?? []).map((item) => item.key as Step)];
  let best = { path: path as readonly Step[], deepest: issue };
  for (const inner of issue.issues ?? []) {
    const candidate = unfold(inner, path);
    const closer = candidate.path.length > best.path.length;
    // At the same depth a rule that looked at the value says more than a type that did not fit.
    const better = candidate.path.length === best.path.length && candidate.deepest.kind === 'validation';
    if (closer || (better && best.deepest.kind !== 'validation')) best = candidate;
  }
  return best;
}

function messageOf(issue: Issue, path: readonly Step[]): string {
  if (issue.kind === 'validation') return issue.message;
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    const known = keysAt(path.slice(0, -1));
    const similar = nearest(String(path.at(-1)), known);
    return `is not a key of this version: ${similar === null ? `choose from ${known.join(', ')}` : `did you mean ${similar}?`}`;
  }
  if (issue.received === 'undefined') return 'is missing: write it';
  const received = issue.received.length > 60 ? 'something longer' : readable(issue.received);
  return `must be ${wanted(issue.expected ?? 'something else')}, not ${received}`;
}

/** valibot's expectation in words. */
function wanted(expected: string): string {
  const words: Readonly<Record<string, string>> = {
    string: 'a text',
    number: 'a number',
    boolean: 'true or false',
    Object: 'an object',
    Array: 'a list',
    '(number | string)': 'a number or a constant formula',
    '(string | Array)': 'a formula or a list of formulas',
    '(Object | (number | string))': 'a number, a constant formula or an object with "value"',
    '((number | string) | Array)': 'a number or a list of numbers, one an axis',
  };
  return words[expected] ?? expected.replaceAll('|', 'or').replaceAll(/[()]/g, '');
}
