import './styles/index.css';
import { createRoot } from 'react-dom/client';
import { engineStarter } from './engine/client';
import type { SceneLibrary } from './state/library';
import { sceneLibrary } from './state/scenes';
import { Studio } from './state/studio';
import { App } from './ui/App';
import { StudioContext } from './ui/studio';
import { firstTheme, followSystem } from './ui/theme';

/** Sets the page up on an engine that is starting already, if there is one. */
export function mount(early: () => Worker | null): void {
  const narrow = matchMedia('(max-width: 760px)').matches;
  const studio = new Studio({
    start: engineStarter(early),
    // The studio handles documents without looking inside; only the library knows what they are.
    library: sceneLibrary as unknown as SceneLibrary,
    // A phone has room for two only where the domain is flat.
    paneCount: ([x0, x1, y0, y1]) => (narrow && x1 - x0 < 2 * (y1 - y0) ? 1 : 2),
    calm: matchMedia('(prefers-reduced-motion: reduce)').matches,
    patience: 1000,
  });
  studio.store.getState().setTheme(firstTheme());
  followSystem((theme) => studio.store.getState().setTheme(theme));
  window.addEventListener('hashchange', () => void studio.openHash(location.hash));

  const query = new URLSearchParams(location.search);
  if (query.has('embed')) void import('./embed').then(({ embed }) => embed(studio, query));

  // Before the page is drawn: the engine can set to work.
  void studio.boot(location.hash).then(async () => (await import('./keeping')).keep(studio));
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no element #root.');
  createRoot(root).render(
    <StudioContext value={studio}>
      <App />
    </StudioContext>,
  );
}
