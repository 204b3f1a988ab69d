import { type Draft, placeInWords, placesOf } from '../../state/typed/draft';
import type { Fault } from '../../state/typed/faults';

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
            aria-invalid={isBad(place)}
            placeholder={
              place === 't min' ? `${unknown} = sin(pi*x)` : `${unknown} = 0, ${unknown}_x = 0, wall, outflow`
            }
            spellCheck={false}
            onChange={({ target }) => onChange({ ...draft, places: { ...draft.places, [place]: target.value } })}
          />
        </label>
      ))}
      {draft.body.trim() !== '' && (
        <label className="editor-row">
          <span>on the body</span>
          <input
            value={draft.bodyIs}
            aria-invalid={isBad('bodyIs')}
            placeholder={`${unknown} = 0, wall`}
            spellCheck={false}
            onChange={({ target }) => onChange({ ...draft, bodyIs: target.value })}
          />
        </label>
      )}
    </section>
  );
}
