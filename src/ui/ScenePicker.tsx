import { lazy, Suspense, useState } from 'react';
import { Icon } from './Icon';
import { useStudioState } from './studio';

const SceneDialog = lazy(async () => ({ default: (await import('./SceneDialog')).SceneDialog }));

/** The scene's title; a click shows all scenes with their pictures. */
export function ScenePicker() {
  // Null until it is first asked for.
  const [open, setOpen] = useState<boolean | null>(null);
  const title = useStudioState((state) => state.view?.title ?? '');
  return (
    <>
      <button
        type="button"
        className="scene-title"
        aria-label={`Scene: ${title}. Choose another`}
        aria-haspopup="dialog"
        aria-expanded={open === true}
        onClick={() => setOpen(true)}
      >
        <span>{title}</span>
        <Icon name="down" />
      </button>
      <Suspense>{open !== null && <SceneDialog open={open} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
