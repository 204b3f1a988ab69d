import { describe, expect, it } from 'vitest';
import { actionInWords, adviceFor, type CoachInput } from './coachAdvice';
import { gaugesOf } from './gaugeZones';

const NU = { name: 'nu', title: 'viscosity', unit: '', value: 0.01, range: [0.001, 1], scale: 'log' } as const;

function input(change: Partial<CoachInput> & { numbers?: Record<string, number> } = {}): CoachInput {
  const { numbers = {}, ...rest } = change;
  const metrics = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, { value, unit: '' }]));
  return {
    method: 'evolve',
    outcome: { code: 'ok', advice: '' },
    gauges: gaugesOf({ method: rest.method ?? 'evolve', metrics, notes: [] }),
    parameters: [NU],
    values: { nu: 0.01 },
    cells: 128,
    mostCells: 1024,
    step: null,
    ...rest,
  };
}

/** The buttons' words. */
function buttons(given: CoachInput): string[] {
  return adviceFor(given)!.actions.map((action) => actionInWords(action, given.step));
}

describe('the coach', () => {
  it('is silent where all goes well, and where another card speaks', () => {
    expect(adviceFor(input({ numbers: { courant: 0.5, peclet: 1, diffusion: 0.1, stepError: 0.4 } }))).toBeNull();
    expect(adviceFor(input({ outcome: { code: 'not-converged', advice: 'more steps' } }))).toBeNull();
  });

  it('a run that blew up: what happened, what the method says, and buttons that help', () => {
    const advice = 'the solution grows without bound after t = 0.31: choose a time step below 0.02, or leave it out';
    const given = input({ outcome: { code: 'diverged', advice }, step: 0.02 });
    expect(adviceFor(given)).toMatchObject({ zone: 'bad', title: 'The run blew up' });
    expect(adviceFor(given)!.text).toMatch(
      /time step of the scene is too long.* The solution grows without bound after t = 0.31: .*out\.$/,
    );
    expect(buttons(given)).toEqual([
      'Halve the step: 0.01',
      'Let the method choose the step',
      'Finer grid: n = 256',
      'Set ν to 0.02',
      'Begin again',
    ]);
  });

  it('a step that the method chose cannot be blamed', () => {
    const given = input({ outcome: { code: 'diverged', advice: 'end the run there' } });
    expect(adviceFor(given)!.text).toMatch(/solution itself may blow up/);
    expect(buttons(given)).toEqual(['Finer grid: n = 256', 'Set ν to 0.02', 'Begin again']);
  });

  it('a thin front: the grid and the diffusivity that resolve it', () => {
    const given = input({ numbers: { peclet: 7, diffusion: 0.1, courant: 0.4 } });
    expect(adviceFor(given)).toMatchObject({ zone: 'watch', title: 'Cell Péclet 7: a front is thinner than a cell' });
    // 3.5 times as fine is n = 448: the next power of two.
    expect(buttons(given)).toEqual(['Finer grid: n = 512', 'Set ν to 0.035']);
  });

  it('offers no more cells than fit, and only parameters that spread', () => {
    const numbers = { peclet: 7, diffusion: 0.1 };
    expect(buttons(input({ numbers, mostCells: 300 }))).toEqual(['Finer grid: n = 256', 'Set ν to 0.035']);
    expect(buttons(input({ numbers, mostCells: 128, parameters: [{ ...NU, name: 'c' }] }))).toEqual([]);
    const re = { parameters: [{ ...NU, name: 'Re' }], values: { Re: 1000 }, mostCells: 128 };
    expect(buttons(input({ numbers, ...re }))).toEqual(['Set Re to 290']);
  });

  it('a long step that the scene fixes is halved; one that is chosen is left alone', () => {
    const numbers = { courant: 2.5 };
    expect(buttons(input({ numbers, step: 0.3 }))).toEqual(['Halve the step: 0.15', 'Let the method choose the step']);
    expect(adviceFor(input({ numbers: { ...numbers, stepError: 7 } }))).toBeNull();
  });

  it('what is worst comes first', () => {
    expect(adviceFor(input({ numbers: { courant: 1.5, peclet: 50, diffusion: 1 } }))!.title).toMatch(/Péclet/);
    const fixed = { numbers: { courant: 2.5, peclet: 5, diffusion: 1 }, step: 0.1 };
    expect(adviceFor(input(fixed))!.title).toMatch(/Courant/);
  });
});
