import { Failure } from '../../base/result';
import { compile, type Expr, symbolsOf } from '../../expr';
import { solvedForm } from '../evolve/form';
import { initialPoints } from '../evolve/initial-points';
import { mirrorsOf } from '../evolve/mirror';
import { specOf } from '../evolve/problem-spec';
import { randomField } from '../evolve/random-field';
import type { Problem, RandomField } from '../problem';
import { drawnInput, type Places } from './drawn-input';
import type { FnoSettings } from './settings';
import type { Parameters } from './task';
import { variedOf } from './varied';

/** What an unknown begins with. */
export interface StartField {
  readonly unknown: string;
  /** Whether examples differ in it. */
  readonly isDrawn: boolean;
  /** The values of a number, in C order: the same for the same one, on every grid. */
  draw(index: number, parameters: Parameters, places: Places): ArrayLike<number>;
}

/**
 * Random initial fields, initial formulas that use an input field with `random` or one of the parameters that vary; and,
 * where frames follow from one another, all others that a frame consists of.
 */
export function startFieldsOf(problem: Problem, settings: FnoSettings): StartField[] {
  const drawable = Object.keys(problem.inputs).filter((name) => problem.inputs[name].random !== null);
  const varied = variedOf(settings).map(({ name }) => name);
  const stated = Object.entries(problem.initial).flatMap(([unknown, expr]): StartField[] => {
    const symbols = symbolsOf(expr);
    if (drawable.some((name) => symbols.has(name))) return [ofInputs(problem, unknown, expr)];
    const isDrawn = varied.some((name) => symbols.has(name));
    return isDrawn || settings.frames > 1 ? [ofFormula(problem, unknown, isDrawn)] : [];
  });
  return [...problem.randomFields.map((field, which) => ofSpectrum(problem, field, which)), ...stated];
}

function ofFormula(problem: Problem, unknown: string, isDrawn: boolean): StartField {
  return {
    unknown,
    isDrawn,
    draw(_, parameters, { axes, positions }) {
      const spec = specOf({ ...problem, randomFields: [], parameters });
      const places = axes.map(({ name }, axis) => ({ name, at: positions[axis] }));
      return initialPoints(spec, unknown, places);
    },
  };
}

function ofSpectrum({ seed }: Problem, { unknown, spectrum, mean, rms }: RandomField, which: number): StartField {
  return {
    unknown,
    isDrawn: true,
    draw(index, parameters, { axes, positions }) {
      const names = Object.keys(parameters);
      const amplitude = compile(spectrum, ['k', ...names]);
      return randomField({
        shape: positions.map(({ length }) => length),
        lengths: axes.map(({ min, max }) => max - min),
        spectrum: (k) => amplitude([k, ...names.map((name) => parameters[name])]),
        seed: seed + 2 + which,
        sample: index,
        mean,
        rms,
      });
    },
  };
}

function ofInputs(problem: Problem, unknown: string, expr: Expr): StartField {
  const used = [...symbolsOf(expr)].filter((symbol) => Object.hasOwn(problem.inputs, symbol));
  const fixed = used.find((name) => !problem.inputs[name].random);
  if (fixed !== undefined) {
    throw new Failure(
      'bad-input',
      `inputs.${fixed}: examples can't be drawn of it: add inputs.${fixed}.random`,
      'inputs',
    );
  }
  return {
    unknown,
    isDrawn: true,
    draw(index, parameters, places) {
      const fields = used.map((name, which) => {
        return drawnInput({ ...problem, parameters }, problem.inputs[name], { which: 2 + which, index }, places);
      });
      const names = Object.keys(parameters);
      const evaluate = compile(expr, [...used, ...names]);
      const values = names.map((name) => parameters[name]);
      return fields[0].map((_, at) => evaluate([...fields.map((field) => field[at]), ...values]));
    },
  };
}

/**
 * The axes whose sides are mirrors: no unknown has a slope there, so that fields go on as their mirror images.
 * Null where a side is neither that nor periodic.
 */
export function mirroredAxes(problem: Problem): ReadonlySet<string> | null {
  const spec = specOf({ ...problem, randomFields: [] });
  const mirrors = mirrorsOf(spec, solvedForm(spec));
  const even = mirrors?.every(({ parity }) => [...parity.values()].every((sign) => sign === 1));
  return mirrors && even ? new Set(mirrors.map(({ axis }) => axis)) : null;
}
