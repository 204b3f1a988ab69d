import { useStudio, useStudioState } from '../studio';
import { DATA_FILES } from './files';
import { useWork } from './useWork';

/** The numbers of the moment that is shown, in the formats of other programs. */
export function DataPart() {
  const studio = useStudio();
  const ready = useStudioState((state) => state.loaded !== null);
  const { busy, work } = useWork();
  return (
    <>
      <p className="hint">
        The fields of the moment that is shown, on their own grid; the timeline chooses another one.
      </p>
      <ul className="export-files">
        {DATA_FILES.map(({ id, title, words, save }) => (
          <li key={id}>
            <div>
              <strong>{title}</strong>
              <p>{words}</p>
            </div>
            <button
              type="button"
              className="button"
              aria-label={`Save ${title}`}
              disabled={!ready || busy}
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
