import { useRef, useState } from 'react';
import { useStudio } from '../studio';
import type { useDesk } from './desk';
import { chosen, dropped } from './dropped';
import { learnsInWords } from './words';

const KINDS = '.h5,.hdf5,.npz,.npy,.safetensors';

/** What training learns of: examples that are made, or those of files that are dropped or chosen here. */
export function DataCard({ desk, view: { state, opening } }: ReturnType<typeof useDesk>) {
  const studio = useStudio();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (event: React.ChangeEvent<HTMLInputElement>): void => {
    const all = chosen(event.target.files ?? []);
    event.target.value = '';
    if (all.length > 0) void desk.learn(all);
  };
  const drop = (event: React.DragEvent): void => {
    event.preventDefault();
    // Files that are dropped elsewhere are scenes.
    event.stopPropagation();
    setOver(false);
    dropped(event.dataTransfer).then(
      (all) => (all.length > 0 ? desk.learn(all) : undefined),
      () => studio.store.getState().notify('error', 'What was dropped cannot be read.'),
    );
  };
  return (
    <section
      className="chart operator-data"
      aria-label="Data"
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <header className="chart-head">
        <h2>Data</h2>
      </header>
      <div className="operator-rows">
        <p className="operator-learns" role="status">
          {opening ? 'The files are being looked through.' : learnsInWords(state?.stored ?? null)}
        </p>
        <div className="operator-buttons">
          <button type="button" className="button" disabled={opening} onClick={() => files.current?.click()}>
            Learn from files
          </button>
          <button type="button" className="button" disabled={opening} onClick={() => folder.current?.click()}>
            From a zarr folder
          </button>
          {state?.stored && (
            <button type="button" className="button" disabled={opening} onClick={() => void desk.learn(null)}>
              Back to made examples
            </button>
          )}
        </div>
        <p className="hint">
          {state?.stored
            ? 'Training learns of them from now on.'
            : 'HDF5, npz, safetensors, or an npy for each array: drop them here. They stay on this device.'}
        </p>
      </div>
      <input ref={files} type="file" accept={KINDS} multiple hidden onChange={take} />
      <input
        ref={(input) => {
          folder.current = input;
          input?.setAttribute('webkitdirectory', '');
        }}
        type="file"
        hidden
        onChange={take}
      />
    </section>
  );
}
