import { Failure } from '../base/result';
import type { FunctionName } from './functions';
import { otherLeg, pointAngle, ratioAngle, sideRatio, turnedRatio } from './wgsl-angle';
import { literal } from './wgsl-literal';

/** Largest whole exponent, and twice the largest half one, that becomes products. */
const MAX_POWER = 1024;

/** A turn in two parts: the first has 8 bits, so that its product with a count of turns up to 65,536 is exact. */
const TURN = { high: 6.28125, low: 2 * Math.PI - 6.28125 } as const;

/** Beyond this tanh is 1 in f32, while its quotient of exponentials may overflow. */
const TANH_ONE = 10;

const IDENTIFIER = /^[A-Za-z]\w*(?:\.[A-Za-z]\w*)*$/;

/** Writes f32 statements, one operation each; an operation that was written before is not written again. */
export class WgslWriter {
  readonly statements: string[] = [];
  /** Operations written so far. */
  operations = 0;
  private readonly names = new Map<string, string>();

  constructor(
    private readonly prefix: string,
    private readonly most: number,
  ) {}

  literal(value: number): string {
    return literal(value);
  }

  /** The caller's expression, read once where it is more than a name. */
  variable(code: string): string {
    return IDENTIFIER.test(code) ? code : this.operation(code, 0);
  }

  /** A local that holds the value of `code`. */
  operation(code: string, count = 1): string {
    let name = this.names.get(code);
    if (name !== undefined) return name;
    this.operations += count;
    if (this.operations > this.most) {
      const advice = 'use a shorter formula or lower derivatives';
      throw new Failure('bad-input', `the kernel of these formulas has more than ${this.most} operations: ${advice}`);
    }
    name = `${this.prefix}${this.names.size}`;
    this.names.set(code, name);
    this.statements.push(`let ${name} = ${code};`);
    return name;
  }

  /** Neighbours joined pairwise until one is left: as deep as the logarithm of their number. */
  balanced<T>(parts: readonly T[], join: (a: T, b: T) => T): T {
    let row = parts;
    while (row.length > 1) {
      const half: T[] = [];
      for (let i = 0; i < row.length; i += 2) half.push(i + 1 < row.length ? join(row[i], row[i + 1]) : row[i]);
      row = half;
    }
    return row[0];
  }

  total(a: string, b: string): string {
    return this.commuting('+', a, b);
  }

  product(a: string, b: string): string {
    return this.commuting('*', a, b);
  }

  private commuting(op: '+' | '*', a: string, b: string): string {
    const other = this.names.get(`${b} ${op} ${a}`);
    return other ?? this.operation(`${a} ${op} ${b}`);
  }

  /** A call of a function of the language but `where` and `pow`. */
  call(name: Exclude<FunctionName, 'where' | 'pow'>, args: readonly string[]): string {
    const [a, b] = args;
    switch (name) {
      case 'sin':
      case 'cos':
      case 'tan':
        return this.operation(`${name}(${this.angle(a)})`);
      case 'tanh':
        return this.operation(`tanh(${this.operation(`clamp(${a}, ${literal(-TANH_ONE)}, ${literal(TANH_ONE)})`)})`);
      case 'atan':
        return this.pointAngle(a, literal(1));
      case 'atan2':
        return this.pointAngle(a, b);
      case 'asin':
        return this.pointAngle(a, this.operation(otherLeg(a), 4));
      case 'acos':
        return this.pointAngle(this.operation(otherLeg(a), 4), a);
      case 'step':
        return this.operation(`select(0.0, 1.0, ${a} > 0.0)`, 2);
      case 'hypot':
        return this.operation(`length(vec2f(${a}, ${b}))`, 4);
      case 'mod': {
        const whole = this.operation(`floor(${this.operation(`${a} / ${b}`)})`);
        return this.operation(`${a} - ${this.product(b, whole)}`);
      }
      case 'min':
      case 'max':
        return this.balanced(args, (x, y) => this.operation(`${name}(${x}, ${y})`));
      default:
        return this.operation(`${name}(${args.join(', ')})`);
    }
  }

  /** An angle within half a turn of 0 that has the same sine. */
  private angle(code: string): string {
    const turns = this.operation(`round(${this.product(code, literal(1 / (2 * Math.PI)))})`);
    const near = this.operation(`${code} - ${this.product(turns, literal(TURN.high))}`);
    return this.operation(`${near} - ${this.product(turns, literal(TURN.low))}`);
  }

  /** The angle of the point (x, y), as atan2 has it. */
  private pointAngle(y: string, x: string): string {
    const ratio = this.operation(sideRatio(y, x), 8);
    const turned = this.operation(turnedRatio(ratio), 5);
    const angle = this.operation(ratioAngle(ratio, turned), 14);
    return this.operation(pointAngle(y, x, angle), 19);
  }

  /** base^exponent for a constant exponent. */
  fixedPower(base: string, exponent: number): string {
    const size = Math.abs(exponent);
    const whole = Math.floor(size);
    if (size === 0) return literal(1);
    if (whole <= MAX_POWER && (size === whole || size === whole + 0.5)) {
      const factors = whole === 0 ? [] : [this.wholePower(base, whole)];
      if (size !== whole) factors.push(this.operation(`sqrt(${base})`));
      const value = factors.reduce((a, b) => this.product(a, b));
      return exponent > 0 ? value : this.operation(`1.0 / ${value}`);
    }
    if (size === whole) return this.power(base, literal(exponent));
    const value = this.operation(`pow(${base}, ${literal(exponent)})`);
    return exponent < 0 ? value : this.operation(`select(${value}, 0.0, ${base} == 0.0)`, 2);
  }

  /** By squaring: at most two products for each binary digit of the exponent. */
  private wholePower(base: string, exponent: number): string {
    let square = base;
    let result: string | null = null;
    for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) result = result === null ? square : this.product(result, square);
      if (rest > 1) square = this.product(square, square);
    }
    return result ?? literal(1);
  }

  /** base^exponent for any exponent: WGSL's `pow` knows no base below or at 0. */
  power(base: string, exponent: string): string {
    const size = this.operation(`pow(${this.operation(`abs(${base})`)}, ${exponent})`);
    const half = this.product(exponent, '0.5');
    const even = this.operation(`floor(${half}) == ${half}`, 2);
    const whole = this.operation(`floor(${exponent}) == ${exponent}`, 2);
    const below = this.operation(`${base} < 0.0`);
    const mirrored = this.operation(`select(${this.operation(`-${size}`)}, ${size}, ${even})`);
    const undefinedThere = this.operation(`pow(${base}, ${exponent})`);
    const negative = this.operation(`select(${undefinedThere}, ${mirrored}, ${whole})`);
    const value = this.operation(`select(${size}, ${negative}, ${below})`);
    const zero = this.operation(`select(${value}, 0.0, (${base} == 0.0) && (${exponent} > 0.0))`, 4);
    return this.operation(`select(${zero}, 1.0, ${exponent} == 0.0)`, 2);
  }
}
