import { compile, differentiate, type Expr, symbolsOf } from '../../expr';
import { childrenOf } from '../../expr/ast';
import { type Dense, product, solvedBy } from './collocation';
import { type EvolveSpec, parametersOf } from './spec';

/** Functions with all derivatives. */
const SMOOTH: ReadonlySet<string> = new Set(['sin', 'cos', 'exp', 'sinh', 'cosh', 'tanh', 'atan']);
/** Sums of powers of this many lowest exponents are tried: slopes at both ends leave the constant free. */
const SHIFTS = 4;
/** A polynomial with values above this stands for conditions that hardly determine it. */
const LARGEST = 1e3;
/** Times at which a rate of change is tried. */
const TIMES = 33;

/**
 * For each condition on an unknown the polynomial of lowest degree that has 1 on its right side, and 0 on those of the
 * others, at the points. Null where there is none.
 * @param rows the conditions' left sides as factors of the values at the points
 */
export function liftsOf(rows: readonly Float64Array[], points: Float64Array): Float64Array[] | null {
  const [n, m] = [points.length, rows.length];
  const conditions: Dense = { rows: m, columns: n, data: Float64Array.from(rows.flatMap((row) => [...row])) };
  const identity: Dense = { rows: m, columns: m, data: new Float64Array(m * m) };
  for (let k = 0; k < m; k++) identity.data[k * m + k] = 1;
  for (let shift = 0; shift < SHIFTS; shift++) {
    const powers: Dense = { rows: n, columns: m, data: new Float64Array(n * m) };
    points.forEach((x, i) => {
      const s = (x - points[0]) / (points[n - 1] - points[0]);
      for (let k = 0; k < m; k++) powers.data[i * m + k] = s ** (shift + k);
    });
    const factors = solvedBy(product(conditions, powers), identity);
    if (!factors) continue;
    const { data } = product(powers, factors);
    if (data.some((value) => !(Math.abs(value) < LARGEST))) continue;
    return Array.from({ length: m }, (_, k) => data.filter((_value, at) => at % m === k));
  }
  return null;
}

/** Whether a formula changes with time, and has derivatives by it throughout the time of a problem. */
export function movesSmoothly(formula: Expr, spec: EvolveSpec): boolean {
  const symbols = symbolsOf(formula);
  if (!symbols.has('t') || !isSmooth(formula)) return false;
  const parameters = parametersOf(spec, 0);
  const names = [...Object.keys(parameters), 't'];
  if ([...symbols].some((name) => !names.includes(name))) return false;
  const rate = compile(differentiate(formula, 't'), names);
  const { min, max } = spec.time;
  return Array.from({ length: TIMES }, (_, k) => min + ((max - min) * k) / (TIMES - 1)).every((t) =>
    Number.isFinite(rate([...Object.values(parameters), t])),
  );
}

function isSmooth(expr: Expr): boolean {
  if (!symbolsOf(expr).has('t')) return true;
  if (expr.kind === 'binary' && '<>='.includes(expr.op[0])) return false;
  if (expr.kind === 'call' && !SMOOTH.has(expr.name)) return false;
  return childrenOf(expr).every(isSmooth);
}
