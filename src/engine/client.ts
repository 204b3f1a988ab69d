import { Failure } from '../../solvers/base/result';
import type { AdapterReport, FrameWish, PageNews, WorkerMessage } from '../worker/protocol';
import { Connection, type Engine, localEngine } from './connection';
import { hasWebGpu, spawnEngine } from './spawn';

/** What the page does with news from the engine. */
export interface EngineHooks {
  onMessage(message: WorkerMessage): void;
  /** The engine is gone; it will not answer again. Called at most once, and not for {@link EngineClient.close}. */
  onDeath(failure: Failure): void;
}

/** A started engine. */
export interface EngineClient {
  readonly engine: Engine;
  readonly adapter: AdapterReport;
  /** Where the host runs: a worker, or the page itself where workers have no WebGPU. */
  readonly place: 'worker' | 'page';
  close(): void;
}

export type StartEngine = (hooks: EngineHooks) => Promise<EngineClient>;

/**
 * Starts engines in module workers, the first in the one that `early` gives, if any; where only the page has WebGPU,
 * the same host runs here.
 * Rejects with {@link Failure}: `no-adapter` where there is no WebGPU at all, `lost` where the worker does not start.
 */
export function engineStarter(early: () => Worker | null): StartEngine {
  let isFirst = true;
  return (hooks) => {
    const worker = isFirst ? early() : null;
    isFirst = false;
    return startEngine(hooks, worker);
  };
}

async function startEngine(hooks: EngineHooks, early: Worker | null): Promise<EngineClient> {
  if (!hasWebGpu()) throw new Failure('no-adapter', 'This browser does not offer WebGPU on this page.');
  const connection = await Connection.open(early ?? spawnEngine());
  const { port, close } = messages(hooks);
  try {
    const adapter = await connection.engine.open(port);
    let closing = false;
    void connection.dead.then((failure) => {
      close();
      if (!closing) hooks.onDeath(failure);
    });
    const end = (): void => {
      closing = true;
      connection.close();
    };
    return { engine: connection.engine, adapter, place: 'worker', close: end };
  } catch (error) {
    close();
    connection.close();
    if (error instanceof Failure && error.code === 'no-adapter' && (await pageHasAdapter())) return startHere(hooks);
    throw error;
  }
}

async function pageHasAdapter(): Promise<boolean> {
  try {
    return (await navigator.gpu.requestAdapter()) !== null;
  } catch {
    return false;
  }
}

async function startHere(hooks: EngineHooks): Promise<EngineClient> {
  const { createEngine } = await import('../worker/engine');
  const engine = localEngine(createEngine());
  const { port, close } = messages(hooks);
  const adapter = await engine.open(port);
  return { engine, adapter, place: 'page', close };
}

function messages(hooks: EngineHooks): { port: MessagePort; close(): void } {
  const { port1: here, port2: port } = new MessageChannel();
  const tell = (news: PageNews): void => here.postMessage(news);
  const look = (): void => tell(document.visibilityState === 'hidden' ? 'hidden' : 'seen');
  document.addEventListener('visibilitychange', look);
  look();
  here.onmessage = ({ data }: MessageEvent<WorkerMessage | FrameWish>) => {
    if (data.kind !== 'frame') hooks.onMessage(data);
    else requestAnimationFrame(() => tell('frame'));
  };
  const close = (): void => {
    document.removeEventListener('visibilitychange', look);
    here.close();
  };
  return { port, close };
}
