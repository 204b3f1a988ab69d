import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, say } from './run.mjs';

/** Where the libraries that the benchmark is measured against have their own list and lock file. */
const PEERS = 'e2e/bench/peers';

/** Packages in a folder's lock file that its node_modules has not, or has in another version; platform binaries may be absent. */
function missing(folder, withDevelopment) {
  const wanted = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages;
  // npm writes here what it installed.
  const record = join(folder, 'node_modules', '.package-lock.json');
  const installed = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')).packages : {};
  return Object.entries(wanted).filter(
    ([path, { version, dev, devOptional, optional }]) =>
      path !== '' &&
      !optional &&
      (withDevelopment || !(dev || devOptional)) &&
      (installed[path]?.version !== version || !existsSync(join(folder, path, 'package.json'))),
  );
}

/**
 * Installs the locked packages where they are missing or of another version.
 * Without `development` only what builds and makes the page: Dawn (132 MB) and the tools of the tests are left out.
 */
export function installPackages({ development }) {
  const count = missing(root, development).length;
  if (count === 0) return;
  const size = development ? 'about 400 MB, with Dawn for the GPU tests' : 'about 140 MB, to build and serve the page';
  say(`installing packages into node_modules (${count} are missing; ${size})`);
  install([development ? '--include=dev' : '--omit=dev']);
}

/** Installs the benchmark's peers where they are missing, into a folder of their own. */
export function installPeers() {
  if (missing(join(root, PEERS), false).length === 0) return;
  say(
    `installing jax-js, TensorFlow.js and ONNX Runtime into ${PEERS}/node_modules (about 470 MB; the benchmark's peers alone)`,
  );
  install(['--prefix', PEERS, '--ignore-scripts']);
}

/** Installs what a lock file names, or ends with one clear line. */
function install(options) {
  const args = ['ci', ...options, '--no-audit', '--no-fund'];
  const npm = process.env.npm_execpath;
  const command = npm ? [process.execPath, npm, ...args] : ['npm', ...args];
  // Who calls us may read our output as an answer (peers.mjs): npm's words are not part of it.
  if (!run(command, {}, process.stderr)) {
    say('npm ci failed: see its message above. Is the package registry reachable?');
    process.exit(1);
  }
}
