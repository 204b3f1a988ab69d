import { hasWebGpu, spawnEngine } from './engine/spawn';

// The content security policy forbids texts as addresses of scripts; those of this site may pass.
const { trustedTypes } = globalThis as { trustedTypes?: { createPolicy(name: 'default', rules: object): unknown } };
trustedTypes?.createPolicy('default', {
  createScriptURL: (url: string) => (new URL(url, location.href).origin === location.origin ? url : null),
});

// A benchmark has the GPU for itself.
const isBench = new URLSearchParams(location.search).has('bench');
// The engine loads while the page does: this file is small so that it can begin at once.
let engine = !isBench && hasWebGpu() ? spawnEngine() : null;
engine?.addEventListener('error', () => {
  engine = null;
});
if (isBench) void import('./bench/page/mount').then(({ mount }) => mount());
else void import('./page').then(({ mount }) => mount(() => engine));
