import { isGreekName } from './names';
import { derivativeOf, type Scope } from './scope';

/** Subscripts that read as derivatives where no scope says what they are. */
const USUAL_COORDINATES = /^[xyzrt]+$/;

/**
 * LaTeX of a name: its first part as the letter, digits and the parts after underscores as subscripts. Greek names
 * become letters, longer words are upright: `rho_s`, `Re`, `u_xx`, `k_eff`.
 */
export function nameToLatex(name: string, scope?: Scope): string {
  const derivative = scope === undefined ? null : derivativeOf(name, scope);
  const parts = (derivative?.unknown ?? name).split('_');
  const [, letters, digits] = /^([A-Za-z]+)(\d*)$/.exec(parts[0]) ?? [parts[0], parts[0], ''];
  const subscripts = parts.slice(1).map((part) => {
    return scope === undefined && USUAL_COORDINATES.test(part) ? part : word(part);
  });
  if (digits !== '') subscripts.unshift(digits);
  if (derivative !== null) subscripts.push(joined(derivative.by.map(word)));
  if (subscripts.length === 0) return word(letters);
  const list = subscripts.join(',');
  return `${word(letters)}_${list.length === 1 ? list : `{${list}}`}`;
}

function word(text: string): string {
  if (isGreekName(text)) return text === 'epsilon' ? '\\varepsilon' : `\\${text}`;
  return text.length === 1 || /^\d+$/.test(text) ? text : `\\mathrm{${text}}`;
}

/** Letters in a row, with a space where a command would swallow the next letter. */
function joined(letters: readonly string[]): string {
  return letters.reduce((row, letter) => (/\\[A-Za-z]+$/.test(row) ? `${row} ${letter}` : row + letter), '');
}
