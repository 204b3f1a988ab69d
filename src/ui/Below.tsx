import { lazy, Suspense } from 'react';
import { Boundary } from './Boundary';
import { Charts } from './Charts';
import { Icon } from './Icon';
import { useStudio, useStudioState } from './studio';

const AnatomyPanel = lazy(async () => ({ default: (await import('./anatomy/AnatomyPanel')).AnatomyPanel }));

/** Whether the present scene's method is a training that can be taken apart. */
export function useHasAnatomy(): boolean {
  return useStudioState((state) => state.loaded?.hasPoints ?? false);
}

/** The strip below the pictures: charts, or a training from inside; each can be folded away. */
export function Below() {
  const absent = useStudioState((state) => state.status === 'unavailable');
  const hasAnatomy = useHasAnatomy();
  const below = useStudioState((state) => state.below);
  const shown = below === 'anatomy' && !hasAnatomy ? 'charts' : below;
  return (
    <section className="bottom" aria-label="Charts" hidden={absent}>
      <div className="folds">
        <Fold title="Charts" name="charts" shown={shown} />
        {hasAnatomy && <Fold title="Anatomy" name="anatomy" shown={shown} />}
      </div>
      <div id="below" hidden={shown === null}>
        {shown === 'charts' && (
          <Boundary name="The charts">
            <Charts />
          </Boundary>
        )}
        {shown === 'anatomy' && <Anatomy />}
      </div>
    </section>
  );
}

/** The training from inside, when its code is there. */
export function Anatomy() {
  return (
    <Boundary name="The anatomy">
      <Suspense fallback={<div className="charts" />}>
        <AnatomyPanel />
      </Suspense>
    </Boundary>
  );
}

function Fold({
  title,
  name,
  shown,
}: {
  readonly title: string;
  readonly name: 'charts' | 'anatomy';
  readonly shown: 'charts' | 'anatomy' | null;
}) {
  const studio = useStudio();
  const open = shown === name;
  return (
    <button
      type="button"
      className="fold"
      aria-expanded={open}
      aria-controls="below"
      onClick={() => studio.store.getState().setBelow(open ? null : name)}
    >
      <Icon name="down" size={14} /> {title}
    </button>
  );
}
