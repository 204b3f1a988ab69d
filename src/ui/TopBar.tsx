import { lazy, Suspense, useState } from 'react';
import { ExportButton } from './ExportButton';
import { FileButtons } from './FileButtons';
import { IconButton } from './IconButton';
import { PaneCount } from './PaneCount';
import { ScenePicker } from './ScenePicker';
import { saveBlob } from './save';
import { useStudio, useStudioState } from './studio';
import { ThemeButton } from './ThemeButton';
import { useNarrow } from './useNarrow';

const ShareDialog = lazy(async () => ({ default: (await import('./share/ShareDialog')).ShareDialog }));

/** Title, scene picker, and what leaves the page: link, picture, file. */
export function TopBar({ onHelp }: { readonly onHelp: () => void }) {
  const narrow = useNarrow();
  return (
    <header className="topbar">
      <span className="brand" aria-hidden="true">
        <svg
          aria-hidden="true"
          viewBox="0 0 24 24"
          width="22"
          height="22"
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeLinecap="round"
        >
          <path d="M12 12c0-1.7 2.7-1.7 2.7.3 0 2.9-5.4 3-5.4-.9 0-4.4 8.2-4.6 8.2.9 0 6-11.1 6.2-11.1-.9C6.4 4.2 17 2.6 20 8" />
        </svg>
      </span>
      <h1 className="visually-hidden">Nablab, a studio for partial differential equations</h1>
      <ScenePicker />
      <div className="topbar-actions">
        {!narrow && <PaneCount />}
        <ShareButton />
        <PictureButton />
        {!narrow && <FileButtons />}
        <ExportButton />
        {!narrow && <ThemeButton />}
        <IconButton icon="help" label="Help and keys" keys="?" onClick={onHelp} />
      </div>
    </header>
  );
}

function ShareButton() {
  const studio = useStudio();
  const [copied, setCopied] = useState(false);
  const [open, setOpen] = useState(false);
  const share = async (): Promise<void> => {
    setOpen(true);
    try {
      const hash = await studio.link();
      history.replaceState(null, '', hash);
      try {
        await navigator.clipboard.writeText(location.href);
        setCopied(true);
        setTimeout(() => setCopied(false), 1600);
        studio.store.getState().say('The link was copied.');
      } catch {
        studio.store
          .getState()
          .notify('info', 'The link is in the address bar; this browser did not let it be copied.');
      }
    } catch (error) {
      studio.report(error);
    }
  };
  return (
    <>
      <button
        type="button"
        className="button share"
        onClick={() => void share()}
        title="Copy a link that holds the whole scene"
      >
        {copied ? 'Link copied' : 'Share'}
      </button>
      <Suspense>{open && <ShareDialog onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}

function PictureButton() {
  const studio = useStudio();
  const ready = useStudioState((state) => state.loaded !== null);
  const take = async (): Promise<void> => {
    const { figureOf } = await import('./figure');
    const blob = await figureOf(studio);
    if (blob) saveBlob(blob, `${studio.store.getState().view?.id ?? 'scene'}.png`);
  };
  return (
    <IconButton
      icon="image"
      label="Save a picture (PNG)"
      keys="p"
      data-command="picture"
      disabled={!ready}
      onClick={() => void take()}
    />
  );
}
