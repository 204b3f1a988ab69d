import { fork, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { launchBrowser } from '../../browser';
import { serve } from '../../server';
import { buildPage } from '../chromium';
import { emptyRow, type PeerName, type PeerRow, type PeerWorkload } from './peer';

/** How long a row may take before it is given up, and whether a few repetitions are enough. */
interface Patience {
  readonly seconds: number;
  readonly brief: boolean;
}

/** Measures a peer on a workload and the given adapter; what goes wrong is told in the row. */
export type MeasurePeer = (
  peer: PeerName,
  workload: PeerWorkload,
  adapter: string,
  patience: Patience,
) => Promise<PeerRow>;

/**
 * Installs the peers where they are missing.
 * @returns the path of the program that runs one of them in Node
 */
export function installPeers(): string {
  const done = spawnSync(process.execPath, ['scripts/peers.mjs'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (done.status !== 0) throw new Error('the peers were not installed: see above.');
  return done.stdout.trim();
}

/** In a process of its own, on the driver that ours runs on. */
export const inNode =
  (program: string): MeasurePeer =>
  (peer, workload, adapter, { seconds, brief }) =>
    new Promise((resolve) => {
      const child = fork(program, [peer, workload, adapter, brief ? 'brief' : ''], {
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      });
      let told = '';
      child.stderr?.on('data', (text) => {
        told = `${told}${text}`.slice(-2000);
      });
      const give = (row: PeerRow): void => {
        clearTimeout(timer);
        child.kill('SIGKILL');
        resolve(row);
      };
      const timer = setTimeout(() => give(emptyRow(peer, workload, late(seconds))), 1000 * seconds);
      child.on('message', (row) => give(row as PeerRow));
      child.on('exit', (code, signal) => {
        const lines = told.split('\n').filter((line) => line !== '' && !line.startsWith('Warning'));
        // What was thrown stands above the stack and Node's own last words.
        const line = lines.findLast((each) => /Error\b/.test(each)) ?? lines.at(-1) ?? 'in silence';
        give(emptyRow(peer, workload, `its process ended (${signal ?? code}): ${line}`));
      });
    });

const late = (seconds: number): string => `not done after ${Math.round(seconds)} s`;

/** In a browser of its own: closing it ends what hangs. */
export const inChromium =
  (program: string): MeasurePeer =>
  async (peer, workload, adapter, { seconds, brief }) => {
    const folder = join(dirname(program), 'page');
    if (!existsSync(join(folder, 'index.html'))) await buildPage('e2e/bench/peers', folder);
    const site = await serve(folder);
    const browser = await launchBrowser();
    let timer: NodeJS.Timeout | undefined;
    const given = new Promise<PeerRow>((resolve) => {
      timer = setTimeout(() => resolve(emptyRow(peer, workload, late(seconds))), 1000 * seconds);
    });
    try {
      const page = await browser.newPage();
      await page.goto(site.url);
      await page.waitForFunction(() => 'measurePeerHere' in globalThis);
      const measured = page
        .evaluate((wish) => globalThis.measurePeerHere(...wish), [peer, workload, adapter, brief] as const)
        .catch((error: Error) => emptyRow(peer, workload, error.message.split('\n')[0]!));
      return await Promise.race([measured, given]);
    } catch (error) {
      return emptyRow(peer, workload, (error as Error).message.split('\n')[0]!);
    } finally {
      clearTimeout(timer);
      await browser.close();
      await site.close();
    }
  };
