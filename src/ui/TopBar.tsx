import { useRef, useState } from 'react';
import { IconButton } from './IconButton';
import { rememberTheme } from './theme';
import { ScenePicker } from './ScenePicker';
import { saveBlob } from './save';
import { useStudio, useStudioState } from './studio';
import { figureOf } from './figure';

/** Title, scene picker, and what leaves the page: link, picture, file. */
export function TopBar({ onHelp }: { readonly onHelp: () => void }) {
  return (
    <header className="topbar">
      <span className="brand" aria-hidden="true">
        <svg viewBox="0 0 24 24" width="22" height="22" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round">
          <path d="M12 12c0-1.7 2.7-1.7 2.7.3 0 2.9-5.4 3-5.4-.9 0-4.4 8.2-4.6 8.2.9 0 6-11.1 6.2-11.1-.9C6.4 4.2 17 2.6 20 8" />
        </svg>
      </span>
      <h1 className="visually-hidden">Nablab, a studio for partial differential equations</h1>
      <ScenePicker />
      <div className="topbar-actions">
        <ShareButton />
        <PictureButton />
        <FileButtons />
        <ThemeButton />
        <IconButton icon="help" label="Help and keys" keys="?" onClick={onHelp} />
      </div>
    </header>
  );
}

function ShareButton() {
  const studio = useStudio();
  const [copied, setCopied] = useState(false);
  const share = async (): Promise<void> => {
    try {
      const hash = await studio.link();
      history.replaceState(null, '', hash);
      try {
        await navigator.clipboard.writeText(location.href);
        setCopied(true);
        setTimeout(() => setCopied(false), 1600);
        studio.store.getState().say('The link was copied.');
      } catch {
        studio.store.getState().notify('info', 'The link is in the address bar; this browser did not let it be copied.');
      }
    } catch (error) {
      studio.report(error);
    }
  };
  return (
    <button type="button" className="button share" onClick={() => void share()} title="Copy a link that holds the whole scene">
      {copied ? 'Link copied' : 'Share'}
    </button>
  );
}

function PictureButton() {
  const studio = useStudio();
  const ready = useStudioState((state) => state.loaded !== null);
  const take = async (): Promise<void> => {
    const blob = await figureOf(studio);
    if (blob) saveBlob(blob, `${studio.store.getState().view?.id ?? 'scene'}.png`);
  };
  return <IconButton icon="image" label="Save a picture (PNG)" keys="p" data-command="picture" disabled={!ready} onClick={() => void take()} />;
}

function FileButtons() {
  const studio = useStudio();
  const input = useRef<HTMLInputElement>(null);
  const save = (): void => {
    const { scene, view } = studio.store.getState();
    if (scene === null) return;
    saveBlob(new Blob([studio.library.toText(scene)], { type: 'application/json' }), `${view?.id ?? 'scene'}.scene.json`);
  };
  return (
    <>
      <IconButton icon="open" label="Open a scene file" className="wide-only" onClick={() => input.current?.click()} />
      <IconButton icon="file" label="Save the scene as a file" className="wide-only" onClick={save} />
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
export async function openFile(studio: ReturnType<typeof useStudio>, file: File): Promise<void> {
  if (file.size > MOST_BYTES) {
    studio.store.getState().notify('error', `${file.name} has ${file.size} bytes; a scene file has at most ${MOST_BYTES}.`);
    return;
  }
  await studio.openText(await file.text());
}

function ThemeButton() {
  const studio = useStudio();
  const theme = useStudioState((state) => state.theme);
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <IconButton
      icon={theme === 'dark' ? 'sun' : 'moon'}
      label={`Use the ${other} theme`}
      onClick={() => {
        studio.store.getState().setTheme(other);
        rememberTheme(other);
      }}
    />
  );
}
