import { CAPS } from '../base/caps';
import { type Equation, type Expr, type Span, symbolNodes } from './ast';
import { number } from './build';
import { MAX_SYSTEM_CHARACTERS } from './caps';
import {
  type DefinitionDeclaration,
  declarationOf,
  type Heading,
  headingOf,
  type ParameterDeclaration,
  type Source,
} from './declare';
import { FormulaError } from './error';
import { NAME_PATTERN, refusesName } from './names';
import { parseEquation } from './parse';
import { check, checkScope, derivativeOf, type Scope } from './scope';
import { statementsOf } from './statements';
import { substitute } from './substitute';

/** What a text with equations, parameters and definitions says; all spans count in `text`. */
export interface System {
  readonly text: string;
  readonly equations: readonly Equation[];
  readonly parameters: readonly ParameterDeclaration[];
  readonly definitions: ReadonlyMap<string, DefinitionDeclaration>;
  /** The given unknowns and coordinates with the names of parameters and definitions: every name was found in it. */
  readonly scope: Scope;
}

/**
 * Reads a system as people write it down, one statement a line or separated by `;`, in any order:
 * equations `u_t + u*u_x = nu*u_xx`; parameters `nu = 0.01/pi in [0.001, 0.1] log`, or just `nu = 0.01`; definitions
 * `f = x*(1 - x)` and `R(u) = 1 + u^2`. What has an unknown or a derivative alone on the left is an equation.
 * @throws FormulaError at the first thing that is wrong, with the fix; Failure 'bad-input' where the unknowns and
 * coordinates do not fit together.
 */
export function parseSystem(text: string, names: Pick<Scope, 'unknowns' | 'coordinates'>, field?: string): System {
  const given: Scope = { ...names, parameters: [] };
  checkScope(given);
  if (text.length > MAX_SYSTEM_CHARACTERS) {
    const reason = `a system has at most ${MAX_SYSTEM_CHARACTERS} characters, not ${text.length}: use a shorter one`;
    throw new FormulaError(text, [MAX_SYSTEM_CHARACTERS, text.length], reason, field);
  }
  return new Reader(text, given, field).read();
}

class Reader {
  private readonly equations: Equation[] = [];
  private readonly parameters: ParameterDeclaration[] = [];
  private readonly definitions = new Map<string, DefinitionDeclaration>();

  constructor(
    private readonly text: string,
    private readonly given: Scope,
    private readonly field: string | undefined,
  ) {}

  read(): System {
    const { text, field } = this;
    const statements = statementsOf(text, field);
    const headings = new Map<Span, Heading>();
    const declared = new Set<string>();
    for (const statement of statements) {
      const heading = headingOf(text, statement);
      if (heading === null || this.isEquation(heading)) continue;
      this.refuseHeading(heading, declared);
      declared.add(heading.name);
      headings.set(statement, heading);
    }
    const withArgs = [...headings.values()].flatMap(({ name, args }) => (args === null ? [] : [[name, args] as const]));
    const source: Source = { text, field, signatures: new Map(withArgs) };
    for (const statement of statements) this.readStatement(statement, headings.get(statement), source);
    const scope: Scope = {
      ...this.given,
      parameters: this.parameters.map(({ name }) => name),
      definitions: [...this.definitions.keys()],
    };
    this.checkNames(scope);
    const { equations, parameters, definitions } = this;
    return { text, equations, parameters, definitions, scope };
  }

  private readStatement(statement: Span, heading: Heading | undefined, source: Source): void {
    const { text, field, equations, parameters, definitions } = this;
    const declaration = heading && declarationOf(heading, source);
    if (heading === undefined || declaration === undefined) {
      this.refuseValueless(statement);
      equations.push(parseEquation(text, field, source.signatures, statement));
    } else if ('range' in declaration) {
      parameters.push(declaration);
    } else {
      this.refuseDerivative(heading);
      definitions.set(declaration.name, declaration);
    }
    const counts = { equations: equations.length, parameters: parameters.length, definitions: definitions.size };
    for (const what of ['equations', 'parameters', 'definitions'] as const) {
      if (counts[what] > CAPS[what]) {
        throw this.error(statement, `a system has at most ${CAPS[what]} ${what}: remove one`);
      }
    }
  }

  /** Whether the left side is an unknown or its derivative. */
  private isEquation({ name, args }: Heading): boolean {
    return args === null && (this.given.unknowns.includes(name) || derivativeOf(name, this.given) !== null);
  }

  private refuseHeading({ name, nameSpan, args }: Heading, declared: ReadonlySet<string>): void {
    const refusal = refusesName(name);
    if (refusal !== null) throw this.error(nameSpan, refusal);
    if (this.given.unknowns.includes(name)) {
      throw this.error(nameSpan, `\`${name}\` is an unknown: write it without brackets`);
    }
    if (this.given.coordinates.includes(name)) {
      throw this.error(nameSpan, `\`${name}\` is a coordinate, which has no value of its own: choose another name`);
    }
    if (declared.has(name)) throw this.error(nameSpan, `\`${name}\` has a value already: remove one of the two`);
    for (const [i, arg] of (args ?? []).entries()) {
      const reason = refusesName(arg) ?? (derivativeOf(arg, this.given) ? 'an argument is a plain name' : null);
      if (reason !== null) throw this.error(nameSpan, `${reason} (the argument ${arg} of ${name})`);
      if (args?.indexOf(arg) !== i) throw this.error(nameSpan, `\`${name}\` has two arguments ${arg}: rename one`);
    }
  }

  /** `w_t = u_xx` without an unknown w is far more often an equation than a definition. */
  private refuseDerivative({ name, nameSpan, args }: Heading): void {
    const unknown = name.slice(0, Math.max(0, name.lastIndexOf('_')));
    if (args !== null || derivativeOf(name, { ...this.given, unknowns: [unknown] }) === null) return;
    const reason = `\`${name}\` reads as a derivative: add \`${unknown}\` as an unknown, or rename the definition`;
    throw this.error(nameSpan, reason);
  }

  /** `nu in [0, 1]`, which would be read as a product. */
  private refuseValueless([start, end]: Span): void {
    const [whole, name] = VALUELESS.exec(this.text.slice(start, end)) ?? [];
    if (whole === undefined) return;
    throw this.error(
      [start, start + name.length],
      `\`${name}\` has a range but no value: write ${name} = 0.1 in [...]`,
    );
  }

  /** Every name is known, and no definition uses itself. */
  private checkNames(scope: Scope): void {
    const { text, field } = this;
    for (const { left, right } of this.equations) for (const side of [left, right]) check(side, scope, text, field);
    for (const { name, parameters, value, span } of this.definitions.values()) {
      this.refuseDerivedArgument(name, parameters, value);
      const other = (candidate: string): boolean => !parameters.includes(candidate);
      const inside: Scope = {
        unknowns: scope.unknowns.filter(other),
        coordinates: scope.coordinates.filter(other),
        parameters: [...scope.parameters.filter(other), ...parameters],
        definitions: (scope.definitions ?? []).filter(other),
      };
      check(value, inside, text, field);
      const nameSpan: Span = [span[0], span[0] + name.length];
      const args = parameters.map(() => number(1, nameSpan));
      substitute({ kind: 'apply', name, args, span: nameSpan }, this.definitions, text, field);
    }
  }

  /** `K(u) = u*u_x`: what stands for u when K is used has another derivative. */
  private refuseDerivedArgument(definition: string, parameters: readonly string[], value: Expr): void {
    for (const { name, span } of symbolNodes(value)) {
      const unknown = derivativeOf(name, this.given)?.unknown;
      if (unknown === undefined || !parameters.includes(unknown)) continue;
      const reason = `\`${name}\` is a derivative, but ${unknown} is an argument here: give ${definition} one more argument for it`;
      throw this.error(span, reason);
    }
  }

  private error(span: Span, reason: string): FormulaError {
    return new FormulaError(this.text, span, reason, this.field);
  }
}

const VALUELESS = new RegExp(`^(${NAME_PATTERN})\\s+in\\s*\\[`);
