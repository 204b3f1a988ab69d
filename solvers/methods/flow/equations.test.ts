import { expect, test } from 'vitest';
import type { Problem } from '../problem';
import { viscosityOf } from './equations';
import { EQUATIONS, equation, flowProblem } from './problems.testing';

const WALLS = { west: 'wall', east: 'wall', south: 'wall', north: 'wall' } as const;
const [ALONG_X, ALONG_Y, CONTINUITY] = EQUATIONS;

function problemOf(equations: readonly string[], parameters: Problem['parameters'] = {}): Problem {
  const problem = flowProblem({ cells: [8, 8], sides: WALLS, parameters });
  return { ...problem, equations: equations.map(equation) };
}

test.each([
  ['as written', EQUATIONS],
  ['in another order', [CONTINUITY, ALONG_Y, ALONG_X]],
  ['all on one side', ['u_t + u*u_x + v*u_y + p_x - nu*u_xx - nu*u_yy = 0', ALONG_Y, '0 = v_y + u_x']],
  ['sides exchanged', ['nu*(u_xx + u_yy) = p_x + u_y*v + u_x*u + u_t', ALONG_Y, '-u_x = v_y']],
  ['multiplied', ['3*(u_t + u*u_x + v*u_y + p_x) = 3*nu*(u_xx + u_yy)', ALONG_Y, '2*u_x + 2*v_y = 0']],
])('the viscosity is read off equations %s', (_, equations) => {
  expect(viscosityOf(problemOf(equations))({ nu: 0.01 })).toBeCloseTo(0.01, 12);
});

test('the viscosity is a function of the parameters', () => {
  const equations = EQUATIONS.map((text) => text.replace('nu*', '(U*L/Re)*'));
  const viscosity = viscosityOf(problemOf(equations, { U: 2, L: 0.1, Re: 20 }));
  expect(viscosity({ nu: 0, U: 2, L: 0.1, Re: 20 })).toBeCloseTo(0.01, 12);
  expect(viscosity({ nu: 0, U: 2, L: 0.1, Re: 400 })).toBeCloseTo(0.0005, 12);
});

test.each([
  ['drag', [`${ALONG_X} - 0.1*u`, ALONG_Y, CONTINUITY], 'equations[0]'],
  ['a force', [ALONG_X, `${ALONG_Y} + 1`, CONTINUITY], 'equations[1]'],
  ['a source', [ALONG_X, ALONG_Y, 'u_x + v_y = 0.5'], 'equations[2]'],
  ['no convection', ['u_t = -p_x + nu*(u_xx + u_yy)', ALONG_Y, CONTINUITY], 'equations[0]'],
  [
    'convection of the other sign',
    ['u_t - u*u_x - v*u_y = -p_x + nu*(u_xx + u_yy)', ALONG_Y, CONTINUITY],
    'equations[0]',
  ],
  ['half the diffusion', ['u_t + u*u_x + v*u_y = -p_x + nu*u_xx', ALONG_Y, CONTINUITY], 'equations[0]'],
  ['two viscosities', [ALONG_X, ALONG_Y.replace('nu', '2*nu'), CONTINUITY], 'equations[1]'],
  ['a cubic term', [`${ALONG_X} + 1e-6*u*v*u_x`, ALONG_Y, CONTINUITY], 'equations[0]'],
  ['no continuity', [ALONG_X, ALONG_Y], 'equations'],
  ['one equation too many', [...EQUATIONS, 'u_x = -v_y'], 'equations'],
  ['a negative viscosity', EQUATIONS.map((text) => text.replace('+ nu', '- nu')), 'equations'],
  ['another equation altogether', ['u_t = nu*(u_xx + u_yy)'], 'equations[0]'],
])('%s is refused by the name of the equation', (_, equations, field) => {
  expect(() => viscosityOf(problemOf(equations))).toThrow(expect.objectContaining({ code: 'bad-input', field }));
});

test.each(['w', 'x', 'u_tt', 'p_xx'])('the symbol %s is refused by name', (name) => {
  const equations = [`${ALONG_X} + ${name}`, ALONG_Y, CONTINUITY];
  expect(() => viscosityOf(problemOf(equations))).toThrow(`\`${name}\``);
});
