import { Dialog } from '@base-ui/react/dialog';
import type { PresetCard } from '../state/library';
import { IconButton } from './IconButton';
import { LessonList } from './lessons/LessonList';
import { useStudio, useStudioState } from './studio';

/** All scenes with their pictures; a click opens one. */
export function SceneDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const studio = useStudio();
  const id = useStudioState((state) => state.view?.id ?? '');
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="popup dialog picker">
          <div className="dialog-head">
            <Dialog.Title className="dialog-title">Scenes</Dialog.Title>
            <Dialog.Close render={<IconButton icon="close" label="Close" />} />
          </div>
          <LessonList onOpen={onClose} />
          {topicsOf(studio.library.presets).map(([topic, presets]) => (
            <section key={topic} aria-label={topic}>
              <h3 className="topic">{topic}</h3>
              <ul className="cards">
                {presets.map((preset) => (
                  <li key={preset.id}>
                    <button
                      type="button"
                      className="card"
                      aria-current={preset.id === id}
                      onClick={() => {
                        onClose();
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
            </section>
          ))}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** The cards under their headings, in the order of the library. */
function topicsOf(presets: readonly PresetCard[]): (readonly [string, readonly PresetCard[]])[] {
  const topics = [...new Set(presets.map(({ topic }) => topic))];
  return topics.map((topic) => [topic, presets.filter((preset) => preset.topic === topic)] as const);
}

/** Presets that have a picture, from the build. */
declare const PICTURED: readonly string[];

/** The scene's picture; where there is none, a gradient that is the scene's own. */
function Thumbnail({ id }: { readonly id: string }) {
  const turn = [...id].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 360, 7);
  return (
    <span className="thumbnail" style={{ '--turn': `${turn}deg` } as React.CSSProperties}>
      {PICTURED.includes(id) && <img src={`${import.meta.env.BASE_URL}thumbnails/${id}.webp`} alt="" loading="lazy" />}
    </span>
  );
}
