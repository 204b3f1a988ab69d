import type { Node } from '../../array';

/** The variables and constants that nodes rest on. */
export function leavesOf(nodes: readonly Node[]): Set<Node> {
  const found = new Set(nodes);
  // A set is walked to its end, with what is added on the way.
  for (const node of found) for (const input of node.inputs) found.add(input);
  return new Set([...found].filter(({ op }) => op.form.kind === 'leaf'));
}
