import { Failure } from '../../../base/result';
import { differentiate, type Expr, parse, simplify, toText } from '../../../expr';
import type { Problem } from '../../problem';
import type { PinnRecipe } from '../recipe';
import { isVelocity, valuesAt } from './sides';
import type { Term } from './term';

/** A soft condition before it is known what is built in: whose each residual is, and of which kind. */
export interface Condition extends Term {
  readonly of: readonly { readonly unknown: string; readonly kind: 'side' | 'start' | 'slope' }[];
}

/** What is said of sides, of the start and of bodies, as residuals. */
export function softConditions(problem: Problem, recipe: PinnRecipe): Condition[] {
  const sides = problem.axes.flatMap((axis, a) =>
    (['min', 'max'] as const).flatMap((end): Condition[] => {
      const side = problem.sides.find((one) => one.axis === axis.name && one.end === end);
      if (!side || side.kind === 'periodic') return [];
      const of: { unknown: string; kind: 'side' | 'slope' }[] = [];
      const residuals: Expr[] = [];
      for (const unknown of problem.unknowns) {
        const value = valuesAt(problem, unknown, axis.name)[end];
        const slope = `${unknown}_${axis.name}`;
        if (value) {
          residuals.push(minus(unknown, value));
          of.push({ unknown, kind: 'side' });
        } else if (side.kind === 'wall' && !isVelocity(problem, unknown) && unknown !== 'p') {
          residuals.push(parse(slope));
          of.push({ unknown, kind: 'slope' });
        } else if (side.kind === 'outflow') {
          residuals.push(unknown === 'p' ? parse('p') : parse(slope));
          of.push({ unknown, kind: 'slope' });
        }
      }
      for (const { unknown, terms, given } of side.equations) {
        const sum = Object.entries(terms).map(([name, factor]) => `(${toText(factor)})*${name}`);
        residuals.push(simplify(parse(`${sum.join(' + ')} - (${toText(given)})`)));
        of.push({ unknown, kind: 'slope' });
      }
      const name = `${axis.name}=${end === 'min' ? axis.min : axis.max}`;
      const [face, weight] = [{ axis: a, at: axis[end] }, recipe.sideWeight];
      return residuals.length === 0 ? [] : [{ name, residuals, of, face, points: recipe.sidePoints, weight }];
    }),
  );
  const onBodies = surfaces(problem, recipe);
  const { time } = problem;
  if (!time) return [...sides, ...onBodies];
  const residuals: Expr[] = [];
  const of: { unknown: string; kind: 'start' }[] = [];
  for (const [name, value] of Object.entries(problem.initial)) {
    residuals.push(minus(name, value));
    of.push({ unknown: name.split('_')[0], kind: 'start' });
  }
  if (residuals.length === 0) return [...sides, ...onBodies];
  const face = { axis: problem.axes.length, at: time.min };
  const [points, weight] = [recipe.startPoints, recipe.startWeight];
  return [...sides, ...onBodies, { name: 'start', residuals, of, face, points, weight }];
}

/** Values on bodies; one without any is a wall: it holds a flow still and lets nothing else through. */
function surfaces(problem: Problem, { bodyPoints, sideWeight }: PinnRecipe): Condition[] {
  return problem.obstacles.flatMap(({ name, distance, values }, body): Condition[] => {
    const isWall = Object.keys(values).length === 0;
    const of: { unknown: string; kind: 'slope' }[] = [];
    const residuals = problem.unknowns.flatMap((unknown): Expr[] => {
      const value = values[unknown];
      if (!value && !(isWall && unknown !== 'p')) return [];
      of.push({ unknown, kind: 'slope' });
      if (value) return [minus(unknown, value)];
      if (isVelocity(problem, unknown)) return [parse(unknown)];
      const slopes = problem.axes.map((axis) => {
        return `${unknown}_${axis.name}*(${toText(differentiate(distance, axis.name))})`;
      });
      return [simplify(parse(slopes.join(' + ')))];
    });
    if (residuals.length === 0) return [];
    return [{ name, residuals, of, face: null, body, points: bodyPoints, weight: sideWeight }];
  });
}

/** What sensors measured, each weighed against the size of what they read. */
export function measurements(problem: Problem, { dataWeight }: PinnRecipe): Term[] {
  const data = problem.data ?? [];
  const [unknown] = problem.inferred ?? [];
  if (unknown && data.length === 0) {
    const field = `parameters.${unknown.name}.infer`;
    throw new Failure('bad-input', `${field}: nothing is measured that could tell ${unknown.name}: give data`, field);
  }
  return data.map(({ field, places, values }, k): Term => {
    const size = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length) || 1;
    const name = data.length > 1 ? `data${k + 1}` : 'data';
    const weight = Number((dataWeight / size).toPrecision(3));
    return { name, residuals: [parse(field)], face: null, points: values.length, weight, places, wanted: [values] };
  });
}

function minus(name: string, value: Expr): Expr {
  return simplify(parse(`${name} - (${toText(value)})`));
}
