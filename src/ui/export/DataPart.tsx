import { useStudio, useStudioState } from '../studio';
import { DATA_FILES } from './files';
import { useWork } from './useWork';

/** The numbers of the moment that is shown, in the formats of other programs. */
export function DataPart() {
  const studio = useStudio();
  const method = useStudioState((state) => state.loaded?.method ?? null);
  const { busy, work } = useWork();
  return (
    <>
      <p className="hint">
        The fields of the moment that is shown, on their own grid; the timeline chooses another one.
      </p>
      <ul className="export-files">
        {DATA_FILES.filter(({ of }) => of?.includes(method ?? '') ?? true).map(({ id, title, words, save }) => (
          <li key={id}>
            <div>
              <strong>{title}</strong>
              <p>{words}</p>
            </div>
            <button
              type="button"
              className="button"
              aria-label={`Save ${title}`}
              disabled={method === null || busy}
              onClick={() => void work(() => save(studio))}
            >
              Save
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
