import { parse, toWgsl } from '../../expr';
import { channelSymbols, type NonlinearProblem, partials } from './problem';

/** Fields of `Point` in level.wgsl, in the order of the channels. */
const FIELDS = ['value', 'x', 'y', 'xx', 'xy', 'yy'];

/** The function `formula` that level.wgsl asks for, and its operations: F and dF by the node's own value. */
export function formulaOf(problem: NonlinearProblem): { readonly wgsl: string; readonly operations: number } {
  const { residual, scope } = problem;
  const variables = new Map([
    ...channelSymbols(problem).map((name, k): [string, string] => [name, `at.${FIELDS[k]}`]),
    ...scope.coordinates.map((name, k): [string, string] => [name, `at.place.${'xy'[k]}`]),
    ...scope.parameters.map((name, k): [string, string] => [name, `level.parameters[${k >> 2}].${'xyzw'[k & 3]}`]),
  ]);
  const derivatives = partials(problem);
  const partial = (key: 'value' | 'xx' | 'yy') => derivatives.get(key) ?? parse('0');
  const formulas = [residual, partial('value'), partial('xx'), partial('yy')];
  const { statements, results, operations } = toWgsl(formulas, variables);
  const [f, own, xx, yy] = results;
  const wgsl = [
    'fn formula(at: Point) -> vec2f {',
    ...statements.map((statement) => `  ${statement}`),
    `  return vec2f(${f}, ${own} - 2.0 * (${xx} * level.double.x + ${yy} * level.double.y));`,
    '}',
    '',
  ].join('\n');
  return { wgsl, operations: operations + 5 };
}
