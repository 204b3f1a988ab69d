import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findAdapter, hasGpu } from './adapter.mjs';
import { findBrowser } from './browser.mjs';
import { run, say, tool } from './run.mjs';

const SOURCES = '/etc/apt';
const INSTALL = 'DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends';

/** The text of apt's list of package sources, without comments. */
function aptSources() {
  const folder = join(SOURCES, 'sources.list.d');
  const files = [join(SOURCES, 'sources.list')];
  if (existsSync(folder)) files.push(...readdirSync(folder).map((name) => join(folder, name)));
  return files
    .filter((file) => /\.(list|sources)$/.test(file) && existsSync(file))
    .map((file) => readFileSync(file, 'utf8').replace(/^#.*$/gm, ''))
    .join('\n');
}

/** The shell commands that install Chromium, llvmpipe and Redis on Debian and its relatives. */
function aptCommands({ browser, driver, redis }) {
  const commands = [];
  let release = '';
  if (driver && /^VERSION_CODENAME=bookworm$/m.test(readFileSync('/etc/os-release', 'utf8'))) {
    // Dawn refuses the llvmpipe of Debian 12 itself (Mesa 22.3); the backport (25.0) works.
    release = '-t bookworm-backports ';
    const sources = aptSources();
    if (!sources.includes('bookworm-backports')) {
      // The mirror this machine uses already, if it can be told.
      const mirror = /https?:\/\/\S+\/debian(?=\/?\s)/.exec(sources)?.[0] ?? 'http://deb.debian.org/debian';
      commands.push(`echo 'deb ${mirror} bookworm-backports main' > ${SOURCES}/sources.list.d/bookworm-backports.list`);
    }
  }
  commands.push('apt-get -o Acquire::Retries=3 update');
  if (browser) commands.push(`${INSTALL} chromium fonts-dejavu-core`);
  if (driver) commands.push(`${INSTALL} ${release}mesa-vulkan-drivers`);
  if (redis) commands.push(`${INSTALL} redis-server`);
  return commands;
}

/** How a shell gets root here without asking anyone: [] as root, sudo in CI; undefined where it must not. */
function rootShell() {
  if (process.getuid?.() === 0) return ['sh', '-c'];
  const sudo = process.env.CI === 'true' && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;
  return sudo ? ['sudo', '-n', 'sh', '-c'] : undefined;
}

/** Whether missing test tools are a failure: where this machine let us install them. */
export function mayInstall() {
  return process.env.CI === 'true' || rootShell() !== undefined;
}

/**
 * Installs what the tests need beside packages: a browser, a Redis, and a software Vulkan driver where there is no GPU.
 * As root or in CI by itself; else it prints the one line to run.
 */
export async function installTestTools() {
  const found = await findBrowser();
  const own = process.env.CHROME_PATH;
  if (!found && own) say(`CHROME_PATH names no file: ${own}. The page tests will not run.`);
  const browser = !found && !own;
  const adapter = findAdapter();
  const driver = process.platform === 'linux' && (!adapter || !(hasGpu() || /llvmpipe/i.test(adapter)));
  // The tests of sweeps start their own; elsewhere than on Linux they are left out, and say so.
  const redis = process.platform === 'linux' && spawnSync('redis-server', ['--version']).status !== 0;
  if (!browser && !driver && !redis) return;
  const what = [browser && 'Chromium', driver && 'a software Vulkan driver (Mesa llvmpipe)', redis && 'redis-server']
    .filter(Boolean)
    .join(' and ');

  if (existsSync('/usr/bin/apt-get')) {
    const script = aptCommands({ browser, driver, redis }).join(' && ');
    const shell = rootShell();
    if (shell) {
      say(`installing ${what}:\n  ${script}`);
      if (!run([...shell, script])) say(`installing ${what} failed: see above. The tests that need it will not run.`);
    } else {
      say(`the tests want ${what}. Without root this is left to you, in one line:\n\n  sudo sh -c "${script}"\n`);
    }
    return;
  }
  if (browser) {
    say("installing Chromium: Playwright's own, into its cache in your home folder");
    if (!run([...tool('playwright-core'), 'install', 'chromium'])) say('Install Chrome or set CHROME_PATH to one.');
  }
  if (redis) say('the tests of sweeps want redis-server: without it they are left out.');
  if (driver)
    say("the GPU tests want a Vulkan driver: install your distribution's Mesa 25 or newer (llvmpipe, lavapipe).");
}
