import { expose } from 'comlink';
import { createEngine } from './engine';

// Free again when this worker has ended, by whatever cause: so the page can know (engine/vital.ts).
addEventListener('message', ({ data }) => {
  if (typeof data?.hold === 'string') void navigator.locks?.request(data.hold, () => new Promise(() => {}));
});
const engine = createEngine();
// While the page sets itself up, the device is opened and three.js loaded.
engine.warm();
// The first answer to a call, a ping, tells the page that this script has loaded.
expose(engine);
