import { useRef } from 'react';
import type { Studio } from '../state/studio';
import { IconButton } from './IconButton';
import { saveBlob } from './save';
import { useStudio } from './studio';

/** Open a scene file, or save the present scene as one. */
export function FileButtons() {
  const studio = useStudio();
  const input = useRef<HTMLInputElement>(null);
  const save = (): void => {
    const { scene, view } = studio.store.getState();
    if (scene === null) return;
    saveBlob(
      new Blob([studio.library.toText(scene)], { type: 'application/json' }),
      `${view?.id ?? 'scene'}.scene.json`,
    );
  };
  return (
    <>
      <IconButton icon="open" label="Open a scene file" onClick={() => input.current?.click()} />
      <IconButton icon="file" label="Save the scene as a file" onClick={save} />
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) void openFile(studio, file);
        }}
      />
    </>
  );
}

/** Larger than any scene; read nothing beyond it. */
const MOST_BYTES = 4_000_000;

/** Opens a scene file; says why not where it is none. */
export async function openFile(studio: Studio, file: File): Promise<void> {
  if (file.size > MOST_BYTES) {
    studio.store
      .getState()
      .notify('error', `${file.name} has ${file.size} bytes; a scene file has at most ${MOST_BYTES}.`);
    return;
  }
  await studio.openText(await file.text());
}
