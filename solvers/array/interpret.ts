import { Failure } from '../base/result';
import { initialValue, nameOf } from './leaves';
import { type Node, topological } from './node';
import { sizeOf } from './shape';

/**
 * The values of `outputs` in f64 on the CPU: the oracle of every operation, gradient and optimisation. `given` holds
 * the values of variables; a constant needs none.
 * @throws Failure 'bad-input' where a variable has no value, or one of another size.
 */
export function interpret(
  outputs: readonly Node[],
  given: ReadonlyMap<Node, ArrayLike<number>> = new Map(),
): Float64Array[] {
  const values = new Map<Node, Float64Array>();
  for (const node of topological(outputs)) {
    const own = given.get(node) ?? initialValue(node);
    if (own === null) {
      if (node.op.form.kind === 'leaf') throw new Failure('bad-input', `"${nameOf(node)}" has no value: give it one`);
      values.set(
        node,
        node.op.evaluate(
          node.inputs.map((input) => values.get(input)!),
          node,
        ),
      );
    } else {
      if (own.length !== sizeOf(node.shape)) {
        throw new Failure('bad-input', `"${nameOf(node)}" needs ${sizeOf(node.shape)} numbers, not ${own.length}`);
      }
      values.set(node, Float64Array.from(own));
    }
  }
  return outputs.map((node) => values.get(node)!);
}
