// Whether the loops of a shader end: nothing ends a dispatch that hangs, so it has to be seen in the text.

/**
 * Loops of a WGSL source that are not plainly bounded: anything but a `for` whose own counter is compared with a bound
 * and moves towards it by a step that cannot be zero, and is not touched in the body.
 * @param {string} wgsl
 * @returns {{ index: number, why: string }[]} where in the text, and what is wrong
 */
export function unboundedLoops(wgsl) {
  const text = wgsl.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (comment) => comment.replace(/[^\n]/g, ' '));
  const endless = [...text.matchAll(/\b(?:while|loop)\b/g)].map(({ index }) => ({
    index,
    why: 'a loop without a bound (write a for with a counter)',
  }));
  const fors = [...text.matchAll(/\bfor\s*\(/g)].flatMap(({ index, 0: { length } }) => {
    const why = faultOf(text, index + length - 1);
    return why === null ? [] : [{ index, why }];
  });
  return [...endless, ...fors];
}

/** What is wrong with the `for` whose head opens at `open`, or null. */
function faultOf(text, open) {
  const close = matching(text, open, '(', ')');
  const [first = '', condition = '', step = ''] = parts(text.slice(open + 1, close));
  const counter = /^var\s+(\w+)/.exec(first)?.[1];
  if (!counter) return 'a for without a counter of its own';
  const up = new RegExp(`^${counter}\\s*<=?(?!<)`);
  const down = new RegExp(`^${counter}\\s*>=?(?!>)`);
  if (condition.includes('||')) return 'a for that may go on beyond its bound';
  const terms = condition.split('&&').map((term) => term.trim());
  const risesTo = terms.some((term) => up.test(term));
  const fallsTo = terms.some((term) => down.test(term));
  if (!risesTo && !fallsTo) return 'a for whose counter has no bound';
  const move = new RegExp(`^${counter}\\s*(\\+\\+|--|\\+=|-=|/=|>>=|\\*=|<<=)\\s*(.*)$`, 's').exec(step);
  if (!move) return 'a for whose step does not move its counter';
  const [, operator, by] = move;
  const rises = ['++', '+=', '*=', '<<='].includes(operator);
  if (rises ? !risesTo : !fallsTo) return 'a for whose step leads away from its bound';
  if (by !== '' && !isMore(by, ['/=', '*='].includes(operator) ? 1 : 0, text))
    return `a for whose step "${by}" may be nothing`;
  const begin = text.indexOf('{', close);
  const body = text.slice(begin, matching(text, begin, '{', '}'));
  const touched = new RegExp(`(?<![.\\w])${counter}\\s*(?:\\+\\+|--|(?:[-+*/%&|^]|<<|>>)?=(?!=))|&${counter}\\b`);
  return touched.test(body) ? 'a for whose body moves its counter' : null;
}

/** Whether an expression is plainly more than `least`: a number, a constant, or at least one by `max`. */
function isMore(expression, least, text) {
  const bare = expression.replace(/^\((.*)\)$/s, '$1').trim();
  const number = /^(\d+)[ui]?$/.exec(bare);
  if (number) return Number(number[1]) > least;
  if (/^max\(\s*1u\s*,/.test(bare)) return least === 0;
  // Constants and numbers of workgroups are at least 1; so is their product.
  if (bare.includes('*')) return bare.split('*').every((factor) => isMore(factor.trim(), least, text));
  const name = /^(\w+)(?:\.[xyz])?$/.exec(bare)?.[1];
  if (!name) return false;
  if (new RegExp(`@builtin\\(num_workgroups\\)\\s*${name}\\b`).test(text)) return true;
  const value = new RegExp(`\\b(?:const|override|let)\\s+${name}\\s*(?::\\s*\\w+\\s*)?=\\s*([^;]+);`).exec(text);
  // Capitals are constants, which may stand in another part of the source.
  return value ? isMore(value[1].trim(), least, text) : /^[A-Z][A-Z0-9_]*$/.test(name);
}

/** The parts of a head between its semicolons. */
function parts(head) {
  return head.split(';').map((part) => part.trim());
}

/** Where the bracket that opens at `at` closes. */
function matching(text, at, open, close) {
  let depth = 0;
  for (let k = at; k < text.length; k++) {
    if (text[k] === open) depth++;
    if (text[k] === close && --depth === 0) return k;
  }
  return text.length;
}
