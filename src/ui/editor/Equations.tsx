import { useMemo } from 'react';
import { type Draft, equationsOf } from '../../state/typed/draft';
import type { Fault, Preview } from '../../state/typed/faults';
import { Equation } from '../Equation';
import { CodeField, type Mark } from './CodeField';

/** The equations as text, and below as they are printed; and the names of the unknown fields. */
export function Equations({
  draft,
  faults,
  previews,
  onChange,
}: {
  readonly draft: Draft;
  readonly faults: readonly Fault[];
  readonly previews: readonly Preview[];
  onChange(draft: Draft): void;
}) {
  const marks = useMemo(() => marksOf(draft, faults), [draft, faults]);
  const isBad = faults.some(({ at }) => at === 'unknowns');
  return (
    <section aria-labelledby="editor-equations">
      <h3 id="editor-equations">Equations, one a line</h3>
      <CodeField
        label="Equations, one a line"
        text={draft.equations}
        marks={marks}
        onChange={(equations) => onChange({ ...draft, equations })}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section className="editor-preview" aria-label="The equations as they are printed" tabIndex={0}>
        {previews.map(({ text, latex }, line) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an equation is its line
          <div key={line}>{latex ? <Equation latex={latex} text={text} display /> : <code>{text}</code>}</div>
        ))}
      </section>
      <label className="editor-row">
        <span>Unknown fields</span>
        <input
          value={draft.unknowns}
          aria-invalid={isBad}
          spellCheck={false}
          onChange={({ target }) => onChange({ ...draft, unknowns: target.value })}
        />
      </label>
    </section>
  );
}

/** Faults of equations as places in the whole text. */
function marksOf(draft: Draft, faults: readonly Fault[]): Mark[] {
  const starts: number[] = [];
  let at = 0;
  for (const line of draft.equations.split('\n')) {
    if (line.trim() !== '') starts.push(at + line.length - line.trimStart().length);
    at += line.length + 1;
  }
  const lines = equationsOf(draft);
  return faults.flatMap(({ at: where, line, span, message }) => {
    const start = line === null ? undefined : starts[line];
    if (where !== 'equations' || line === null || start === undefined) return [];
    const [from, to] = span ?? [0, lines[line]?.length ?? 0];
    return [{ from: start + from, to: start + to, message }];
  });
}
