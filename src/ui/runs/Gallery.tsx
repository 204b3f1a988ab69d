import { useRef } from 'react';
import type { KeptRun } from '../../state/runs/kept-run';
import { MOST_OVERLAID } from '../../state/runs/overlay';
import { useStudioState } from '../studio';
import { RunRow } from './RunRow';
import { useGallery, useRuns } from './useRuns';

const NONE: readonly KeptRun[] = [];

/** The kept runs, and what can be done with them. */
export function Gallery() {
  const { gallery } = useRuns();
  const runs = useGallery((state) => state.runs) ?? NONE;
  const overlaid = useGallery((state) => state.overlaid);
  const deleted = useGallery((state) => state.deleted);
  const isReady = useStudioState((state) => state.loaded !== null);
  const input = useRef<HTMLInputElement>(null);
  const shown = runs.filter(({ id }) => overlaid.includes(id)).map(({ id }) => id);
  return (
    <section className="chart runs-gallery" aria-label="Kept runs">
      <header className="chart-head">
        <h2>Kept runs</h2>
        <div className="runs-actions">
          {deleted && (
            <button type="button" className="button" onClick={() => void gallery.undo()}>
              Undo: bring {deleted.name} back
            </button>
          )}
          <button type="button" className="button" onClick={() => input.current?.click()}>
            From a file
          </button>
          <button type="button" className="button button-strong" disabled={!isReady} onClick={() => void gallery.pin()}>
            Keep this run
          </button>
        </div>
        <input
          ref={input}
          type="file"
          accept=".run,.json"
          hidden
          onChange={({ target }) => {
            const file = target.files?.[0];
            target.value = '';
            if (file) void gallery.takeFile(file);
          }}
        />
      </header>
      {runs.length === 0 ? (
        <p className="hint chart-empty">A kept run stays in this browser: its scene, its curves, its numbers.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keys
        <section className="runs-list" tabIndex={0} aria-label="List of kept runs">
          <ul>
            {runs.map((run) => {
              const place = shown.indexOf(run.id);
              const colour = place < 0 || place >= MOST_OVERLAID ? null : place + 2;
              return <RunRow key={run.id} run={run} colour={colour} isFull={shown.length >= MOST_OVERLAID} />;
            })}
          </ul>
        </section>
      )}
    </section>
  );
}
