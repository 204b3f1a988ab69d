import type { BinaryExpr, CallExpr, Expr } from '../../../solvers/expr';

/** Which library evaluates what is no constant. */
export type Library = 'np' | 'torch';

/** What a name is in Python: how it is spelled, and whether it is a plain number there. */
export interface PythonName {
  readonly text: string;
  readonly constant: boolean;
}

/** How tightly Python binds: comparison, sum, product, sign, power, all the rest. */
const [SUM, PRODUCT, SIGN, POWER, ATOM] = [2, 3, 4, 5, 6] as const;

interface Piece {
  readonly text: string;
  readonly level: number;
  readonly constant: boolean;
}

const CONSTANTS = new Map([
  ['pi', 'math.pi'],
  ['e', 'math.e'],
]);

/** Functions of one argument that have another name in NumPy. */
const ARC: Readonly<Record<string, string>> = { asin: 'arcsin', acos: 'arccos', atan: 'arctan', atan2: 'arctan2' };

/**
 * A formula in Python: plain numbers by `math`, everything else by NumPy or PyTorch, with the values of comparisons and
 * of `step` as numbers.
 * @param name how a symbol is written; derivatives are symbols like any other
 */
export function toPython(expr: Expr, library: Library, name: (symbol: string) => PythonName): string {
  return new Writer(library, name).piece(expr).text;
}

class Writer {
  readonly #library: Library;
  readonly #name: (symbol: string) => PythonName;

  constructor(library: Library, name: (symbol: string) => PythonName) {
    this.#library = library;
    this.#name = name;
  }

  piece(expr: Expr): Piece {
    switch (expr.kind) {
      case 'number':
        return { text: String(expr.value), level: ATOM, constant: true };
      case 'symbol': {
        const known = CONSTANTS.get(expr.name);
        return known ? atom(known, true) : atom(this.#name(expr.name).text, this.#name(expr.name).constant);
      }
      case 'unary': {
        const operand = this.piece(expr.operand);
        return { text: `-${bracketed(operand, POWER)}`, level: SIGN, constant: operand.constant };
      }
      case 'binary':
        return this.#binary(expr);
      case 'call':
        return this.#call(expr);
      default:
        throw new Error(`a formula with ${expr.kind} was not expanded`);
    }
  }

  #binary(expr: BinaryExpr): Piece {
    const [left, right] = [this.piece(expr.left), this.piece(expr.right)];
    const constant = left.constant && right.constant;
    switch (expr.op) {
      case '+':
      case '-':
        return { text: `${bracketed(left, SUM)} ${expr.op} ${bracketed(right, SUM + 1)}`, level: SUM, constant };
      case '*':
      case '/':
        return {
          text: `${bracketed(left, PRODUCT)}${expr.op}${bracketed(right, PRODUCT + 1)}`,
          level: PRODUCT,
          constant,
        };
      case '^':
        return { text: `${bracketed(left, ATOM)}**${bracketed(right, SIGN)}`, level: POWER, constant };
      default:
        return { text: `1.0*(${bracketed(left, SUM)} ${expr.op} ${bracketed(right, SUM)})`, level: PRODUCT, constant };
    }
  }

  #call({ name, args }: CallExpr): Piece {
    const pieces = args.map((arg) => this.piece(arg));
    const constant = pieces.every((piece) => piece.constant);
    const [a, b] = pieces as [Piece, Piece];
    switch (name) {
      case 'abs':
        return atom(`abs(${a.text})`, constant);
      case 'pow':
        return { text: `${bracketed(a, ATOM)}**${bracketed(b, SIGN)}`, level: POWER, constant };
      case 'mod':
        return { text: `${bracketed(a, PRODUCT)} % ${bracketed(b, PRODUCT + 1)}`, level: PRODUCT, constant };
      case 'step':
        return { text: `1.0*(${bracketed(a, SUM)} > 0)`, level: PRODUCT, constant };
      case 'hypot':
        return atom(`${this.#home(constant)}.sqrt(${squared(a)} + ${squared(b)})`, constant);
      case 'sign':
        return constant
          ? atom(`math.copysign(${a.text} != 0, ${a.text})`, true)
          : atom(`${this.#library}.sign(${a.text})`, false);
      case 'where':
        return this.#where(args[0]!, pieces);
      case 'min':
      case 'max':
        if (constant) return atom(`${name}(${pieces.map(({ text }) => text).join(', ')})`, true);
        return pieces.reduce((one, other) =>
          atom(`${this.#library}.${name}imum(${this.#array(one)}, ${this.#array(other)})`, false),
        );
      case 'atan2': {
        const both = [a, b].map((piece) => (constant ? piece.text : this.#array(piece)));
        return atom(`${this.#function(name, constant)}(${both.join(', ')})`, constant);
      }
      default:
        return atom(`${this.#function(name, constant)}(${a.text})`, constant);
    }
  }

  #where(condition: Expr, [test, yes, no]: readonly Piece[]): Piece {
    const isComparison = condition.kind === 'binary' && ['<', '<=', '>', '>='].includes(condition.op);
    const text = isComparison ? test!.text.slice('1.0*('.length, -1) : `${bracketed(test!, SUM)} != 0`;
    if (test!.constant) {
      return atom(`(${yes!.text} if ${text} else ${no!.text})`, yes!.constant && no!.constant);
    }
    return atom(`${this.#library}.where(${text}, ${yes!.text}, ${no!.text})`, false);
  }

  #home(constant: boolean): string {
    return constant ? 'math' : this.#library;
  }

  #function(name: string, constant: boolean): string {
    const own = this.#library === 'np' && !constant ? (ARC[name] ?? name) : name;
    return `${this.#home(constant)}.${own}`;
  }

  /** PyTorch takes no plain number where two arrays meet. */
  #array({ text, constant }: Piece): string {
    return constant && this.#library === 'torch' ? `torch.as_tensor(${text})` : text;
  }
}

function atom(text: string, constant: boolean): Piece {
  return { text, level: ATOM, constant };
}

function squared(piece: Piece): string {
  return `${bracketed(piece, ATOM)}**2`;
}

function bracketed(piece: Piece, least: number): string {
  return piece.level < least ? `(${piece.text})` : piece.text;
}
