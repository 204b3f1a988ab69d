import { useEffect, useState } from 'react';
import type { Scene } from '../../../scenes';
import { useStudio, useStudioState } from '../studio';
import { keep } from './files';

/** The problem itself: the scene's file, and a script for DeepXDE. */
export function CodePart() {
  const studio = useStudio();
  const scene = useStudioState((state) => state.scene) as Scene;
  const [script, setScript] = useState<{ readonly text: string; readonly refusal: string | null } | null>(null);
  useEffect(() => {
    let isWanted = true;
    import('../../export/python/script')
      .then(({ pythonOf }) => isWanted && setScript({ text: pythonOf(scene), refusal: null }))
      .catch((error: unknown) => isWanted && setScript({ text: '', refusal: String((error as Error).message) }));
    return () => {
      isWanted = false;
    };
  }, [scene]);
  const copy = (): void => {
    navigator.clipboard?.writeText(script?.text ?? '').then(
      () => studio.store.getState().notify('info', 'The script was copied.'),
      () => studio.store.getState().notify('warning', 'This browser did not let it be copied.'),
    );
  };
  return (
    <>
      <ul className="export-files">
        <li>
          <div>
            <strong>Scene file</strong>
            <p>All of the problem, its method and its pictures: opens here and on the command line.</p>
          </div>
          <button
            type="button"
            className="button"
            aria-label="Save the scene file"
            onClick={() => keep(studio, studio.library.toText(scene), 'scene.json', 'application/json')}
          >
            Save
          </button>
        </li>
        <li>
          <div>
            <strong>Python script</strong>
            <p>The same problem for DeepXDE on PyTorch: geometry, residuals, conditions, start, parameters.</p>
          </div>
          <button
            type="button"
            className="button"
            aria-label="Save the Python script"
            disabled={!script?.text}
            onClick={() => keep(studio, script!.text, 'py', 'text/x-python')}
          >
            Save
          </button>
        </li>
      </ul>
      {script?.refusal != null && <p className="hint">No script: {script.refusal}.</p>}
      {script?.text && (
        <>
          <textarea className="export-code" readOnly rows={12} aria-label="Python script" value={script.text} />
          <button type="button" className="button" onClick={copy}>
            Copy the script
          </button>
        </>
      )}
    </>
  );
}
