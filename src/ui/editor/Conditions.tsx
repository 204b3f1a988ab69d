import { useMemo } from 'react';
import { equationToLatex, parseEquation } from '../../../solvers/expr';
import { type Draft, placeInWords, placesOf, statementsOf } from '../../state/typed/draft';
import type { Fault } from '../../state/typed/faults';
import { Equation } from '../Equation';

/** Formulas of so many characters are never too wide. */
const SHORT = 30;

/** What holds at the start, on each side and on a body: formulas, `wall` or `outflow`; nothing is a wall. */
export function Conditions({
  draft,
  faults,
  onChange,
}: {
  readonly draft: Draft;
  readonly faults: readonly Fault[];
  onChange(draft: Draft): void;
}) {
  const [unknown = 'u'] = draft.unknowns.split(',').map((name) => name.trim());
  const isBad = (at: string): boolean => faults.some((fault) => fault.at === at);
  return (
    <section aria-labelledby="editor-conditions">
      <h3 id="editor-conditions">Conditions, with commas between several</h3>
      {placesOf(draft).map((place) => (
        <label key={place} className="editor-row">
          <span>{placeInWords(place, draft)}</span>
          <input
            value={draft.places[place] ?? ''}
            aria-label={placeInWords(place, draft)}
            aria-invalid={isBad(place)}
            placeholder={
              place === 't min' ? `${unknown} = sin(pi*x)` : `${unknown} = 0, ${unknown}_x = 0, wall, outflow`
            }
            spellCheck={false}
            onChange={({ target }) => onChange({ ...draft, places: { ...draft.places, [place]: target.value } })}
          />
          <Printed text={draft.places[place] ?? ''} />
        </label>
      ))}
      {draft.body.trim() !== '' && (
        <label className="editor-row">
          <span>on the body</span>
          <input
            value={draft.bodyIs}
            aria-label="on the body"
            aria-invalid={isBad('bodyIs')}
            placeholder={`${unknown} = 0, wall`}
            spellCheck={false}
            onChange={({ target }) => onChange({ ...draft, bodyIs: target.value })}
          />
          <Printed text={draft.bodyIs} />
        </label>
      )}
    </section>
  );
}

/** Conditions as they are printed; words such as `wall`, and what cannot be read yet, are left out. */
function Printed({ text }: { readonly text: string }) {
  const formulas = useMemo(() => statementsOf(text).flatMap(printed), [text]);
  if (formulas.length === 0) return null;
  return (
    // What may scroll must be reached by keys; short ones never do.
    <span className="editor-printed" tabIndex={text.length > SHORT ? 0 : undefined}>
      {formulas.map(({ latex, statement }) => (
        <Equation key={statement} latex={latex} text={statement} />
      ))}
    </span>
  );
}

function printed(statement: string): { latex: string; statement: string }[] {
  try {
    return [{ latex: equationToLatex(parseEquation(statement)), statement }];
  } catch {
    return [];
  }
}
