import { expose } from 'comlink';
import { createEngine } from './engine';

const engine = createEngine();
// While the page sets itself up, the device is opened and three.js loaded.
engine.warm();
// The first answer to a call, a ping, tells the page that this script has loaded.
expose(engine);
