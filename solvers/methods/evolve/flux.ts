import { randomUniform } from '../../base/random';
import { compile, differentiate, type Expr, linearise, parse, simplify, substitute, symbolsOf } from '../../expr';
import type { SolvedForm } from './form';
import { referenceOf, without } from './reference';

/** First-order equations as conservation laws: d(component)/dt = -sum over axes of d(flux)/dx + source. */
export interface ConservationLaw {
  /** Fluxes, one for each component, by axis in the order of the scope. */
  readonly fluxes: readonly (readonly Expr[])[];
  /** How fluxes change with the components: [axis][component][component]. */
  readonly jacobians: readonly (readonly (readonly Expr[])[])[];
  readonly sources: readonly Expr[];
}

/** Points and weights of Gauss and Legendre on [0, 1]: exact for fluxes up to the tenth power. */
const GAUSS: readonly (readonly [number, number])[] = [
  [0.04691007703066802, 0.11846344252809454],
  [0.23076534494715845, 0.23931433524968324],
  [0.5, 0.28444444444444444],
  [0.7692346550528415, 0.23931433524968324],
  [0.953089922969332, 0.11846344252809454],
];

const ZERO = parse('0');

/**
 * The fluxes whose derivatives the equations are: F_i(U) is the integral over s from 0 to 1 of A_ij(s U) U_j, which is
 * right where A is a derivative at all (the lemma of Poincare); that is tried at random states. Null where equations
 * have second derivatives, constraints, or products that are no flux.
 */
export function conservationLawOf(form: SolvedForm): ConservationLaw | null {
  const names = form.components.map(({ name }) => name);
  const axes = form.scope.coordinates.slice(0, -1);
  if (
    form.instant.length > 0 ||
    form.components.some(({ mass, name, unknown }) => mass.length > 0 || name !== unknown)
  ) {
    return null;
  }
  const jacobians: Expr[][][] = axes.map(() => names.map(() => names.map(() => ZERO)));
  const sources: Expr[] = [];
  for (const [i, rate] of form.rates.entries()) {
    const { terms } = linearise(rate, form.scope);
    const derivatives: string[] = [];
    for (const { name, coefficient } of terms) {
      const { of, by } = referenceOf(name, form)!;
      const order = by.reduce((sum, count) => sum + count, 0);
      if (order === 0) continue;
      const plain = [...symbolsOf(coefficient)].every(
        (symbol) => names.includes(symbol) || form.scope.parameters.includes(symbol),
      );
      if (order > 1 || !plain) return null;
      derivatives.push(name);
      const span = coefficient.span;
      jacobians[by.indexOf(1)][i][names.indexOf(of)] = simplify({ kind: 'unary', op: '-', operand: coefficient, span });
    }
    sources.push(simplify(without(rate, derivatives)));
  }
  const fluxes = jacobians.map((matrix) => matrix.map((row) => fluxOf(row, names)));
  return isDerivative(fluxes, jacobians, names, form.scope.parameters) ? { fluxes, jacobians, sources } : null;
}

/**
 * The transport in what the rates have beside their linear parts as fluxes, where all of it is: `u*u_x` is the slope of
 * u^2/2. Products of a field and its slope lose digits to the steepest place, and their mean; fluxes do neither.
 */
export function transportOf(form: SolvedForm): ConservationLaw | null {
  const law = conservationLawOf({ ...form, rates: form.components.map(({ rest }) => rest ?? ZERO) });
  return law?.fluxes.some((row) => row.some((flux) => !isZero(flux))) ? law : null;
}

export function isZero(expr: Expr): boolean {
  return expr.kind === 'number' && expr.value === 0;
}

function fluxOf(row: readonly Expr[], names: readonly string[]): Expr {
  const span = [0, 0] as const;
  let sum: Expr = ZERO;
  row.forEach((entry, j) => {
    if (isZero(entry)) return;
    const uses = [...symbolsOf(entry)].some((name) => names.includes(name));
    for (const [place, weight] of uses ? GAUSS : [[1, 1] as const]) {
      const scaled = names.map((name): [string, { parameters: string[]; value: Expr }] => {
        // The name of the component stands in its own definition: it is spelt otherwise, and put back.
        return [name, { parameters: [], value: parse(`${place}*${HIDDEN}${name}`) }];
      });
      const inner = substitute(entry, new Map(scaled), '');
      const own: Expr = { kind: 'symbol', name: `${HIDDEN}${names[j]}`, span };
      const factor: Expr = { kind: 'number', value: weight, text: String(weight), span };
      const term: Expr = {
        kind: 'binary',
        op: '*',
        left: { kind: 'binary', op: '*', left: factor, right: inner, span },
        right: own,
        span,
      };
      sum = { kind: 'binary', op: '+', left: sum, right: term, span };
    }
  });
  const back = names.map(
    (name) => [`${HIDDEN}${name}`, { parameters: [], value: { kind: 'symbol', name, span } as Expr }] as const,
  );
  return simplify(substitute(sum, new Map(back), ''));
}

/** No typed name begins so. */
const HIDDEN = 'scaled9';

function isDerivative(
  fluxes: ConservationLaw['fluxes'],
  jacobians: ConservationLaw['jacobians'],
  names: readonly string[],
  parameters: readonly string[],
): boolean {
  const all = [...names, ...parameters];
  return fluxes.every((row, a) =>
    row.every((flux, i) =>
      names.every((name, j) => {
        const [slope, given] = [compile(differentiate(flux, name), all), compile(jacobians[a][i][j], all)];
        for (let trial = 0; trial < 5; trial++) {
          const values = all.map((_, k) => 0.5 + randomUniform(11, trial * all.length + k));
          if (!(Math.abs(slope(values) - given(values)) <= 1e-9 * (1 + Math.abs(given(values))))) return false;
        }
        return true;
      }),
    ),
  );
}
