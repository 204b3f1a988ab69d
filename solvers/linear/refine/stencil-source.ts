import stencil from '../../../shaders/refine/stencil.wgsl?raw';

const AXES = ['i', 'j', 'k'] as const;

/** WGSL of A u at a point for these steps: `shaders/refine/stencil.wgsl` and its `applied`. */
export function stencilSource(offsets: readonly (readonly number[])[]): string {
  const coordinates = AXES.map((axis, a) => [
    `  let ${axis}0 = before(${axis}, grid[${a}]);`,
    `  let ${axis}2 = after(${axis}, grid[${a}]);`,
    `  let has${a}0 = ${axis} > 0u || wraps(${a}u);`,
    `  let has${a}2 = ${axis} + 1u < grid[${a}] || wraps(${a}u);`,
  ]);
  const near = (step: readonly number[]) =>
    `index(${AXES.map((axis, a) => `${axis}${step[a] ? step[a] + 1 : ''}`).join(', ')})`;
  const present = (step: readonly number[]) =>
    AXES.flatMap((_, a) => (step[a] ? [`has${a}${step[a] + 1}`] : [])).join(' && ');
  const term = (step: readonly number[], n: number) =>
    `  sum = addNeighbour(sum, ${n + 1}u, at, ${near(step)}, ${present(step)}, here);`;
  return [
    stencil,
    'fn applied(i: u32, j: u32, k: u32, at: u32) -> vec2f {',
    ...coordinates.slice(0, offsets[0]!.length).flat(),
    '  let here = value(at);',
    '  let own = coefficient(0u, at);',
    '  diagonal = own.x;',
    '  var sum = vec2f(0.0);',
    '  if (own.x != 0.0) { sum = addTerm(sum, own, here); }',
    ...offsets.slice(1).map(term),
    '  return sum;',
    '}',
    '',
  ].join('\n');
}
