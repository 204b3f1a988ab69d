import { derivativeOf, type Expr, type Scope, symbolsOf } from '../../../solvers/expr';
import { toPython } from './language';
import { namesIn, pythonName } from './names';
import { NORMAL, type Statement } from './statement';

/** Writes the parts of a statement's formulas that stand in Python functions. */
export class Functions {
  readonly #coordinates: readonly string[];
  readonly #scope: Scope;
  readonly #sought: readonly string[];

  constructor({ problem, coordinates }: Statement) {
    this.#coordinates = coordinates.map(({ name }) => name);
    this.#sought = (problem.inferred ?? []).map(({ name }) => name);
    this.#scope = {
      unknowns: problem.unknowns,
      coordinates: this.#coordinates,
      parameters: Object.keys(problem.parameters),
    };
  }

  /** A formula of the coordinates by NumPy; null where it is the same everywhere. */
  values(formula: Expr): { readonly text: string; readonly columns: readonly string[] } {
    const columns = this.#columns([formula]);
    return { text: toPython(formula, 'np', namesIn(this.#scope, this.#sought)), columns };
  }

  /** Residuals by PyTorch, and the lines that make what they use from X and Y. */
  residuals(formulas: readonly Expr[]): { readonly texts: readonly string[]; readonly lines: readonly string[] } {
    const symbols = new Set(formulas.flatMap((formula) => [...symbolsOf(formula)]));
    const names = namesIn(this.#scope, this.#sought);
    return {
      texts: formulas.map((formula) => toPython(formula, 'torch', names)),
      lines: [...this.#columns(formulas), ...this.#unknowns(symbols), ...this.#derivatives(symbols)],
    };
  }

  /** Coordinates and components of the normal as columns of X. */
  #columns(formulas: readonly Expr[]): string[] {
    const symbols = new Set(formulas.flatMap((formula) => [...symbolsOf(formula)]));
    return this.#coordinates.flatMap((name, k) => {
      return symbols.has(name) ? [`${pythonName(name)} = X[:, ${k}:${k + 1}]`] : [];
    });
  }

  #unknowns(symbols: ReadonlySet<string>): string[] {
    return this.#scope.unknowns.flatMap((name, k) => {
      return symbols.has(name) ? [`${pythonName(name)} = Y[:, ${k}:${k + 1}]`] : [];
    });
  }

  /** Derivatives by those of one order less, each made once. */
  #derivatives(symbols: ReadonlySet<string>): string[] {
    const made = new Map<string, string>();
    const make = (unknown: string, by: readonly string[]): void => {
      const name = `${pythonName(unknown)}_${by.join('')}`;
      if (by.length === 0 || made.has(name)) return;
      make(unknown, by.slice(0, -1));
      const i = this.#scope.unknowns.indexOf(unknown);
      const below = by.length > 1 ? `${pythonName(unknown)}_${by.slice(0, -1).join('')}` : 'Y';
      const j = this.#coordinates.indexOf(by.at(-1)!);
      made.set(name, `${name} = dde.grad.jacobian(${below}, X, i=${by.length > 1 ? 0 : i}, j=${j})`);
    };
    for (const symbol of symbols) {
      if (symbol.startsWith(NORMAL)) continue;
      const derivative = derivativeOf(symbol, this.#scope);
      if (derivative) make(derivative.unknown, derivative.by);
    }
    return [...made.values()];
  }
}
