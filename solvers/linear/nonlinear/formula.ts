import { parse, toWgsl } from '../../expr';
import { CHANNELS, type ChannelKey, channelSymbols, type NonlinearProblem, partials } from './problem';

/** Fields of `Point` in level.wgsl, in the order of the channels. */
const FIELDS = ['value', 'x', 'y', 'xx', 'xy', 'yy'];

/** Generated WGSL and the operations of one call. */
export interface Generated {
  readonly wgsl: string;
  readonly operations: number;
}

/** The function `formula` that level.wgsl asks for: F and dF by the node's own value. */
export function formulaOf(problem: NonlinearProblem): Generated {
  const { body, results, operations } = bodyOf(problem, ['value', 'xx', 'yy']);
  const [f, own, xx, yy] = results;
  const answer = `vec2f(${f}, ${own} - 2.0 * (${xx} * level.double.x + ${yy} * level.double.y))`;
  return { wgsl: `fn formula(at: Point) -> vec2f {\n${body}  return ${answer};\n}\n`, operations: operations + 5 };
}

/** The function `linear` that linearise.wgsl asks for: F and dF by each derivative. */
export function linearOf(problem: NonlinearProblem): Generated {
  const { body, results, operations } = bodyOf(problem, CHANNELS);
  const [f, value, x, y, xx, xy, yy] = results;
  const fields = 'residual: f32, value: f32, first: vec2f, second: vec2f, mixed: f32';
  const answer = `Linear(${f}, ${value}, vec2f(${x}, ${y}), vec2f(${xx}, ${yy}), ${xy})`;
  const wgsl = `struct Linear { ${fields} }\n\nfn linear(at: Point) -> Linear {\n${body}  return ${answer};\n}\n`;
  return { wgsl, operations };
}

/** Statements for F and for dF by `keys`, and the code of each value. */
function bodyOf(problem: NonlinearProblem, keys: readonly ChannelKey[]) {
  const { residual, scope } = problem;
  const variables = new Map([
    ...channelSymbols(problem).map((name, k): [string, string] => [name, `at.${FIELDS[k]}`]),
    ...scope.coordinates.map((name, k): [string, string] => [name, `at.place.${'xy'[k]}`]),
    ...scope.parameters.map((name, k): [string, string] => [name, `level.parameters[${k >> 2}].${'xyzw'[k & 3]}`]),
  ]);
  const derivatives = partials(problem);
  const formulas = [residual, ...keys.map((key) => derivatives.get(key) ?? parse('0'))];
  const { statements, results, operations } = toWgsl(formulas, variables);
  return { body: statements.map((statement) => `  ${statement}\n`).join(''), results, operations };
}
