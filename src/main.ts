import { hasWebGpu, spawnEngine } from './engine/spawn';

// The content security policy forbids texts as addresses of scripts; those of this site may pass.
const { trustedTypes } = globalThis as { trustedTypes?: { createPolicy(name: 'default', rules: object): unknown } };
trustedTypes?.createPolicy('default', {
  createScriptURL: (url: string) => (new URL(url, location.href).origin === location.origin ? url : null),
});

// The engine loads while the page does: this file is small so that it can begin at once.
let engine = hasWebGpu() ? spawnEngine() : null;
engine?.addEventListener('error', () => {
  engine = null;
});
void import('./page').then(({ mount }) => mount(() => engine));
