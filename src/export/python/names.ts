import { derivativeOf, type Scope } from '../../../solvers/expr';
import type { PythonName } from './language';

/** Words of Python, and names that the script itself uses. */
const TAKEN = new Set(
  `False None True and as assert async await break class continue def del elif else except finally for from global if
  import in is lambda nonlocal not or pass raise return try while with yield abs min max print
  X Y on os math dde np torch box body bodies domain data net model main exact features residuals conditions
  error wanted found points`.split(/\s+/),
);

/** A name of the scene as the script writes it. */
export function pythonName(name: string): string {
  return TAKEN.has(name) || name.startsWith('at_') ? `${name}_` : name;
}

/**
 * How symbols are written in PyTorch or NumPy: parameters are numbers unless they are `sought`; all else are columns.
 */
export function namesIn(scope: Scope, sought: readonly string[]): (symbol: string) => PythonName {
  return (symbol) => {
    const derivative = derivativeOf(symbol, scope);
    if (derivative) return { text: `${pythonName(derivative.unknown)}_${derivative.by.join('')}`, constant: false };
    return { text: pythonName(symbol), constant: scope.parameters.includes(symbol) && !sought.includes(symbol) };
  };
}
