import { Dialog } from '@base-ui/react/dialog';
import { useState } from 'react';
import { Icon } from './Icon';
import { IconButton } from './IconButton';
import { useStudio, useStudioState } from './studio';

/** The scene's title; a click shows all scenes with their pictures. */
export function ScenePicker() {
  const studio = useStudio();
  const [open, setOpen] = useState(false);
  const title = useStudioState((state) => state.view?.title ?? '');
  const id = useStudioState((state) => state.view?.id ?? '');
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger className="scene-title" aria-label={`Scene: ${title}. Choose another`}>
        <span>{title}</span>
        <Icon name="down" />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="popup dialog picker">
          <div className="dialog-head">
            <Dialog.Title className="dialog-title">Scenes</Dialog.Title>
            <Dialog.Close render={<IconButton icon="close" label="Close" />} />
          </div>
          <ul className="cards">
            {studio.library.presets.map((preset) => (
              <li key={preset.id}>
                <button
                  type="button"
                  className="card"
                  aria-current={preset.id === id}
                  onClick={() => {
                    setOpen(false);
                    void studio.openPreset(preset.id);
                  }}
                >
                  <Thumbnail id={preset.id} />
                  <span className="card-title">{preset.title}</span>
                  <span className="card-text">{preset.description}</span>
                </button>
              </li>
            ))}
          </ul>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** The scene's picture; until there is one, a gradient that is the scene's own. */
function Thumbnail({ id }: { readonly id: string }) {
  const [missing, setMissing] = useState(false);
  const turn = [...id].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 360, 7);
  return (
    <span className="thumbnail" style={{ '--turn': `${turn}deg` } as React.CSSProperties}>
      {!missing && (
        <img
          src={`${import.meta.env.BASE_URL}thumbnails/${id}.webp`}
          alt=""
          loading="lazy"
          onError={() => setMissing(true)}
        />
      )}
    </span>
  );
}
