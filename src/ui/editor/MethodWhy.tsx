import type { MethodFit } from '../../worker/protocol';

/** Which method will solve the problem and why, the grid and other choices; and why others cannot. */
export function MethodWhy({
  fits,
  chosen,
  isAutomatic,
  notes,
  onChoose,
}: {
  readonly fits: readonly MethodFit[] | null;
  readonly chosen: string | null;
  readonly isAutomatic: boolean;
  readonly notes: readonly string[];
  onChoose(method: string | null): void;
}) {
  if (!fits) return null;
  const able = fits.filter(({ refusal }) => refusal === null);
  const first = fits.find(({ id }) => id === chosen);
  const before = fits.slice(0, first ? fits.indexOf(first) : 0);
  return (
    <section aria-labelledby="editor-method">
      <h3 id="editor-method">Chosen for you</h3>
      {first && (
        <p>
          <b>{first.title}</b>, {isAutomatic ? whyOf(before.length) : 'as you chose'}. Its settings are its defaults.
        </p>
      )}
      {able.length > 1 && (
        <fieldset className="editor-methods">
          <legend className="visually-hidden">Methods that can</legend>
          <button type="button" className="button" aria-pressed={isAutomatic} onClick={() => onChoose(null)}>
            Automatic
          </button>
          {able.map(({ id, title }) => (
            <button
              key={id}
              type="button"
              className="button"
              title={title}
              aria-pressed={!isAutomatic && id === chosen}
              onClick={() => onChoose(id)}
            >
              {id}
            </button>
          ))}
        </fieldset>
      )}
      <ul className="notes">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
      <details>
        <summary>Methods that cannot, and why</summary>
        <dl className="editor-refusals">
          {fits
            .filter(({ refusal }) => refusal !== null)
            .map(({ id, refusal }) => (
              <div key={id}>
                <dt>{id}</dt>
                <dd>{refusal}</dd>
              </div>
            ))}
        </dl>
      </details>
    </section>
  );
}

function whyOf(before: number): string {
  if (before === 0) return 'the first choice for such equations';
  return `the fastest that takes such equations: ${before === 1 ? 'one was' : `${before} were`} asked before it and cannot`;
}
