import { parseScene, type Resolved, resolve, type Scene } from '../../../scenes';
import { Failure } from '../../../solvers/base/result';
import { equationToLatex, FormulaError, parseEquation } from '../../../solvers/expr';
import {
  AXES,
  type AxisName,
  type Draft,
  documentOf,
  equationsOf,
  placeInWords,
  placesOf,
  statementsOf,
} from './draft';

/** A change of a draft that mends something. */
export interface Fix {
  readonly words: string;
  apply(draft: Draft): Draft;
}

/** Something that is wrong with a draft. */
export interface Fault {
  /** What of the draft it is about, such as `equations`, `t min`, `parameters`, `domain`. */
  readonly at: string;
  /** Number of the equation. */
  readonly line: number | null;
  /** The offending part of that line or text, `[from, to)`. */
  readonly span: readonly [number, number] | null;
  readonly message: string;
  readonly fixes: readonly Fix[];
}

/** An equation as it is typed, with its LaTeX where it can be read. */
export interface Preview {
  readonly text: string;
  readonly latex: string | null;
}

/** What is to be said of a draft. */
export interface Review {
  /** Null where something is wrong. */
  readonly scene: Scene | null;
  readonly faults: readonly Fault[];
  readonly previews: readonly Preview[];
  /** Choices that the draft leaves open, each in one sentence. */
  readonly notes: readonly string[];
}

/** Reads a draft. */
export function review(draft: Draft): Review {
  const lines = equationsOf(draft);
  const faults: Fault[] = [];
  const previews = lines.map((text, line): Preview => {
    try {
      return { text, latex: equationToLatex(parseEquation(text)) };
    } catch (error) {
      faults.push(faultOf(error, draft, { at: 'equations', line }));
      return { text, latex: null };
    }
  });
  if (faults.length > 0) return { scene: null, faults, previews, notes: [] };
  try {
    const scene = parseScene(documentOf(draft));
    const { notes }: Resolved = resolve(scene);
    return { scene, faults, previews, notes };
  } catch (error) {
    return { scene: null, faults: [faultOf(error, draft, placeOfField(error, draft))], previews, notes: [] };
  }
}

type Place = Pick<Fault, 'at' | 'line'>;

function faultOf(error: unknown, draft: Draft, place: Place): Fault {
  if (!(error instanceof Failure)) throw error;
  const field = error.field ?? '';
  const reason = error instanceof FormulaError ? error.reason : error.message;
  const message = reason.startsWith(`${field}: `) ? reason.slice(field.length + 2) : reason;
  const span = error instanceof FormulaError ? error.span : null;
  const symbol = error instanceof FormulaError ? error.text.slice(...error.span) : '';
  return { ...place, span, message, fixes: fixesFor(symbol, message, draft, place, span) };
}

/** What of a draft a failure's field is. */
function placeOfField(error: unknown, draft: Draft): Place {
  const field = error instanceof Failure ? (error.field ?? '') : '';
  const [, stem = '', index] = /^([a-z]+)(?:\[(\d+)\])?/i.exec(field) ?? [];
  if (stem === 'equations') return { at: stem, line: index === undefined ? null : Number(index) };
  if (stem === 'conditions') return { at: conditionAt(draft, Number(index)), line: null };
  if (stem === 'coordinates' || stem === 'grid') return { at: 'domain', line: null };
  if (stem === 'obstacles') return { at: 'body', line: null };
  return { at: stem === 'parameters' || stem === 'unknowns' ? stem : 'equations', line: null };
}

/** The place whose condition stands at that index of the document. */
function conditionAt(draft: Draft, index: number): string {
  const given = placesOf(draft).filter((place) => statementsOf(draft.places[place] ?? '').length > 0);
  return given[index] ?? (index >= given.length && draft.bodyIs !== '' ? 'bodyIs' : 'domain');
}

const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

function fixesFor(symbol: string, message: string, draft: Draft, { at, line }: Place, span: Fault['span']): Fix[] {
  const fixes: Fix[] = [];
  const similar = /did you mean "?([A-Za-z_]\w*)"?/.exec(message)?.[1];
  if (similar && span && symbol) {
    fixes.push({ words: `Write ${similar} for ${symbol}`, apply: (old) => replaced(old, at, line, span, similar) });
  }
  if (at === 'equations' && message.includes('equation') && symbol === '' && /=/.test(message)) {
    fixes.push({ words: 'Add "= 0"', apply: (old) => withLine(old, line ?? 0, (text) => `${text} = 0`) });
  }
  if (!NAME.test(symbol)) return fixes;
  const [stem = symbol, suffix] = splitDerivative(symbol);
  const known = statementsOf(draft.unknowns);
  if (suffix !== undefined && known.includes(stem)) {
    const missing = [...new Set(suffix)].filter((name) => !draft.axes[name as AxisName].on) as AxisName[];
    for (const name of missing)
      fixes.push({ words: `Add the coordinate ${name}`, apply: (old) => withAxis(old, name) });
    return fixes;
  }
  if (suffix !== undefined) {
    fixes.push({ words: `Add ${stem} as an unknown field`, apply: (old) => withUnknown(old, stem) });
    return fixes;
  }
  if (AXES.includes(symbol as AxisName)) {
    fixes.push({ words: `Add the coordinate ${symbol}`, apply: (old) => withAxis(old, symbol as AxisName) });
    return fixes;
  }
  if (known.includes(symbol)) return fixes;
  fixes.push({ words: `Add ${symbol} as a parameter`, apply: (old) => withParameter(old, symbol) });
  if (at === 'equations') {
    fixes.push({ words: `Add ${symbol} as an unknown field`, apply: (old) => withUnknown(old, symbol) });
  }
  return fixes;
}

/** `u_xx` as `u` and `xx`, where all letters behind the last underscore could be coordinates. */
function splitDerivative(symbol: string): [string, string?] {
  const match = /^(.+)_([xyzt]+)$/.exec(symbol);
  return match ? [match[1]!, match[2]!] : [symbol];
}

function withLine(draft: Draft, line: number, change: (text: string) => string): Draft {
  const lines = equationsOf(draft);
  return { ...draft, equations: lines.map((text, k) => (k === line ? change(text) : text)).join('\n') };
}

function replaced(
  draft: Draft,
  at: string,
  line: number | null,
  [from, to]: readonly [number, number],
  by: string,
): Draft {
  const put = (text: string): string => text.slice(0, from) + by + text.slice(to);
  if (at === 'equations') return withLine(draft, line ?? 0, put);
  // Only where the text is a single statement is its place that in the whole.
  const text = draft.places[at] ?? '';
  return statementsOf(text).length === 1 ? { ...draft, places: { ...draft.places, [at]: put(text.trim()) } } : draft;
}

function withUnknown(draft: Draft, name: string): Draft {
  return { ...draft, unknowns: [...statementsOf(draft.unknowns), name].join(', ') };
}

function withParameter(draft: Draft, name: string): Draft {
  return { ...draft, parameters: [...draft.parameters, { name, value: '1' }] };
}

function withAxis(draft: Draft, name: AxisName): Draft {
  return { ...draft, axes: { ...draft.axes, [name]: { ...draft.axes[name], on: true } } };
}

/** A method's sentence why it cannot, with what would help: a start or a side that nothing is said of. */
export function missingFixes(refusals: readonly string[], draft: Draft): Fix[] {
  const [unknown = 'u'] = statementsOf(draft.unknowns);
  const empty = placesOf(draft).filter((place) => (draft.places[place] ?? '').trim() === '');
  const start = empty.find((place) => place === 't min');
  const fixes: Fix[] = [];
  if (start && refusals.some((text) => /start|t\s*=|initial/.test(text))) {
    fixes.push({ words: `Start with ${unknown} = 0`, apply: (old) => withPlace(old, start, `${unknown} = 0`) });
  }
  for (const place of empty.filter((name) => name !== 't min')) {
    const words = `${unknown} = 0 ${placeInWords(place, draft)}`;
    fixes.push({ words, apply: (old) => withPlace(old, place, `${unknown} = 0`) });
  }
  return fixes;
}

function withPlace(draft: Draft, place: string, text: string): Draft {
  return { ...draft, places: { ...draft.places, [place]: text } };
}
