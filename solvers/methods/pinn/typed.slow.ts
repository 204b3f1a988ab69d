import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import type { Gpu } from '../../gpu';
import { pinn } from '.';
import { type ProblemText, problemOf } from './pinn.testing';

/** sqrt(2 lambda) cosh(theta / 4) = theta, lambda = 2: the lower branch of Bratu's problem. */
const THETA = 2.357551053877402;
const fisher = '(1 + exp(x/sqrt(6) - 5*t/6))^(-2)';
const breather = '4*atan(0.75*cos(0.8*t)/cosh(0.6*x))';
const shock = '0.6*(1/cosh(x - 1.2*t)^2 - 2*tanh(x - 1.2*t) + 2)';
const bump = `-2*log(cosh((x - 0.5)*${THETA}/2)/cosh(${THETA}/4))`;

/** Equations that no preset states, as somebody would type them: no recipe, no seed. PINN_CASES chooses some. */
const TYPED: Readonly<Record<string, ProblemText>> = {
  'fisher-kpp': {
    x: [-5, 10],
    t: [0, 5],
    equations: ['u_t = u_xx + u*(1 - u)'],
    sides: { x: { u: fisher } },
    initial: { u: '(1 + exp(x/sqrt(6)))^(-2)' },
    exact: { u: fisher },
  },
  'sine-gordon': {
    x: [-8, 8],
    t: [0, 8],
    equations: ['u_tt = u_xx - sin(u)'],
    sides: { x: { u: breather } },
    initial: { u: '4*atan(0.75/cosh(0.6*x))', u_t: '0' },
    exact: { u: breather },
  },
  bratu: { x: [0, 1], equations: ['u_xx + 2*exp(u) = 0'], sides: { x: { u: '0' } }, exact: { u: bump } },
  'kdv-burgers': {
    x: [-5, 10],
    t: [0, 3],
    parameters: { a: 0.5, b: 0.05 },
    equations: ['u_t + u*u_x = a*u_xx - b*u_xxx'],
    sides: { x: { u: shock }, 'x=max': { u: shock, u_x: '0' } },
    initial: { u: '0.6*(1/cosh(x)^2 - 2*tanh(x) + 2)' },
    exact: { u: shock },
  },
};
const { PINN_CASES } = process.env;

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu?.close());

it.each(Object.keys(TYPED).filter((name) => !PINN_CASES || PINN_CASES.split(',').includes(name)))(
  '%s reaches 1e-2 by the default recipe',
  async (name) => {
    const solver = await pinn.init(gpu, problemOf(TYPED[name]));
    let seconds = 0;
    let error = Number.POSITIVE_INFINITY;
    while (!solver.finished && seconds < 300) {
      const begin = performance.now();
      await solver.step(25);
      seconds += (performance.now() - begin) / 1000;
      error = (await solver.measure()).relL2.value;
      console.log(`${name} ${solver.stepCount}: ${error.toExponential(2)}, ${seconds.toFixed(1)} s`);
    }
    solver.dispose();
    expect(error).toBeLessThan(1e-2);
  },
);
