import type * as v from 'valibot';
import type { Json } from './canonical';
import type { Step } from './document';
import { sceneSchema } from './schema';

/** The parts of a valibot schema that tell what may stand below it. */
type Node = v.GenericSchema & {
  readonly entries?: Readonly<Record<string, Node>>;
  readonly wrapped?: Node;
  readonly item?: Node;
  readonly items?: readonly Node[];
  readonly value?: Node;
  readonly options?: readonly Node[];
};

/** What one step below a schema leads to; null where the schema has no such place. */
function below(node: Node, step: Step): Node | null {
  if (node.wrapped) return below(node.wrapped, step);
  if (node.options) {
    for (const option of node.options) {
      const found = typeof option === 'object' ? below(option, step) : null;
      if (found) return found;
    }
    return null;
  }
  if (node.entries) return typeof step === 'string' && Object.hasOwn(node.entries, step) ? node.entries[step] : null;
  if (node.type === 'record') return typeof step === 'string' ? (node.value ?? null) : null;
  if (node.items) return typeof step === 'number' ? (node.items[step] ?? null) : null;
  return node.item && typeof step === 'number' ? node.item : null;
}

/** The schema of a place in a scene document, or null where there is no such place. */
function nodeAt(path: readonly Step[]): Node | null {
  let node: Node | null = sceneSchema as unknown as Node;
  for (const step of path) node = node && below(node, step);
  return node;
}

function entriesOf(node: Node): Readonly<Record<string, Node>> {
  if (node.wrapped) return entriesOf(node.wrapped);
  return node.entries ?? node.options?.map(entriesOf).find((entries) => Object.keys(entries).length > 0) ?? {};
}

/** The keys that the schema names below a place. */
export function keysAt(path: readonly Step[]): string[] {
  const node = nodeAt(path);
  return node ? Object.keys(entriesOf(node)) : [];
}

/** Whether a scene document may have something at `path`. */
export function isPlace(path: readonly Step[]): boolean {
  return nodeAt(path) !== null;
}

/** Every place that exists in `document` or could be filled by a key that the schema names. */
export function placesOf(document: Json): Step[][] {
  const places: Step[][] = [];
  function visit(value: Json | undefined, path: Step[]): void {
    if (path.length > 0) places.push(path);
    const keys = new Set<Step>(keysAt(path));
    if (Array.isArray(value)) for (let i = 0; i < Math.min(value.length, 32); i++) keys.add(i);
    else if (value !== null && typeof value === 'object') for (const key of Object.keys(value)) keys.add(key);
    for (const key of keys) visit((value as Record<Step, Json> | undefined)?.[key], [...path, key]);
  }
  visit(document, []);
  return places;
}
