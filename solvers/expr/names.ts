import { editDistance } from '../base/edit-distance';
import { isFunctionName, isOperatorName } from './functions';

/** The numbers that have a name; no scene may use these names for anything else. */
export const CONSTANTS: ReadonlyMap<string, number> = new Map([
  ['pi', Math.PI],
  ['e', Math.E],
]);

/** Greek letters by the names they have inside formulas; letters that look Latin are left out. */
const GREEK: ReadonlyMap<string, string> = new Map([
  ['α', 'alpha'],
  ['β', 'beta'],
  ['γ', 'gamma'],
  ['δ', 'delta'],
  ['ε', 'epsilon'],
  ['ϵ', 'epsilon'],
  ['ζ', 'zeta'],
  ['η', 'eta'],
  ['θ', 'theta'],
  ['ϑ', 'theta'],
  ['ι', 'iota'],
  ['κ', 'kappa'],
  ['λ', 'lambda'],
  ['μ', 'mu'],
  ['\u00b5', 'mu'], // the micro sign of keyboards
  ['ν', 'nu'],
  ['ξ', 'xi'],
  ['π', 'pi'],
  ['ρ', 'rho'],
  ['σ', 'sigma'],
  ['τ', 'tau'],
  ['υ', 'upsilon'],
  ['φ', 'phi'],
  ['ϕ', 'phi'],
  ['χ', 'chi'],
  ['ψ', 'psi'],
  ['ω', 'omega'],
  ['Γ', 'Gamma'],
  ['Δ', 'Delta'],
  ['Θ', 'Theta'],
  ['Λ', 'Lambda'],
  ['Ξ', 'Xi'],
  ['Π', 'Pi'],
  ['Σ', 'Sigma'],
  ['Φ', 'Phi'],
  ['Ψ', 'Psi'],
  ['Ω', 'Omega'],
]);

const GREEK_NAMES: ReadonlySet<string> = new Set(GREEK.values());
const LETTER = `[A-Za-z${[...GREEK.keys()].join('')}]`;
const ALNUM = `[A-Za-z0-9${[...GREEK.keys()].join('')}]`;

/** Source of a regular expression for names: a letter, then letters and digits, with single underscores between. */
export const NAME_PATTERN = `${LETTER}${ALNUM}*(?:_${ALNUM}+)*`;

const PLAIN_NAME = /^[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*$/;

/** Whether `text` is the spelled name of a Greek letter. */
export function isGreekName(text: string): boolean {
  return GREEK_NAMES.has(text);
}

/** The name with its Greek letters spelled out: `ν_t` is `nu_t`. */
export function spellName(text: string): string {
  return Array.from(text, (letter) => GREEK.get(letter) ?? letter).join('');
}

/** Null if a scene may call something `name`, else one sentence why not and what to do. */
export function refusesName(name: string): string | null {
  if (CONSTANTS.has(name)) return `\`${name}\` is the number ${CONSTANTS.get(name)?.toFixed(4)}: choose another name`;
  if (isFunctionName(name) || isOperatorName(name)) return `\`${name}\` is a function: choose another name`;
  if (PLAIN_NAME.test(name)) return null;
  const spelled = spellName(name);
  if (PLAIN_NAME.test(spelled)) return `write \`${spelled}\` here; formulas may then use either spelling`;
  return 'a name is a letter followed by letters and digits, with single underscores between them';
}

/** Longer names are not compared: the work grows with the square of the length. */
const MAX_COMPARED = 32;

/** The one of `candidates` that differs from `name` by a slip of the fingers, or null. */
export function similarName(name: string, candidates: Iterable<string>): string | null {
  if (name.length < 2 || name.length > MAX_COMPARED) return null;
  let best: string | null = null;
  let least = name.length > 4 ? 3 : 2;
  for (const candidate of candidates) {
    if (candidate.length < 2 || Math.abs(candidate.length - name.length) >= least) continue;
    const distance = editDistance(name, candidate);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}
