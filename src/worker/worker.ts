import { expose } from 'comlink';
import { createEngine } from './engine';

// The first answer to a call, a ping, tells the page that this script has loaded.
expose(createEngine());
