import { hasWebGpu, spawnEngine } from './engine/spawn';

// The engine loads while the page does: this file is small so that it can begin at once.
let engine = hasWebGpu() ? spawnEngine() : null;
engine?.addEventListener('error', () => {
  engine = null;
});
void import('./page').then(({ mount }) => mount(() => engine));
