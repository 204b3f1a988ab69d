import { Cabinet } from '../../share/autosave/cabinet';
import type { Studio } from '../studio';
import { RunGallery } from './gallery';
import { RunKeeper } from './keeper';
import { pictureOf } from './picture';
import { Stopper } from './stopper';

/** What is kept of a studio's runs: those that were pinned, states of the present one, and when it stops. */
interface Runs {
  readonly gallery: RunGallery;
  readonly keeper: RunKeeper;
}

const all = new WeakMap<Studio, Runs>();

/** The runs of a studio, which are one for all that ask. */
export function runsOf(studio: Studio): Runs {
  const known = all.get(studio);
  if (known) return known;
  const { store, history, library } = studio;
  const openText = (text: string): Promise<void> => studio.openText(text);
  const engine = () => studio.ask.engine;
  const picture = async () => pictureOf(await studio.ask.capture(0));
  const runs: Runs = {
    gallery: new RunGallery({ store, history, library, openText, picture }),
    keeper: new RunKeeper({
      store,
      history,
      library,
      openText,
      engine,
      cabinet: new Cabinet('states'),
      address: () => location.hash,
    }),
  };
  new Stopper({
    store,
    pause: () => studio.pause(),
    stopAt: (step) =>
      void engine()
        ?.stopAt(step)
        .catch(() => {}),
  });
  all.set(studio, runs);
  return runs;
}
