import { Failure } from '../../solvers/base/result';
import type { AdapterReport, WorkerMessage } from '../worker/protocol';
import { Connection, type Engine, localEngine } from './connection';

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
 * Starts the engine in a module worker; where only the page has WebGPU, the same host runs here.
 * Throws {@link Failure}: `no-adapter` where there is no WebGPU at all, `lost` where the worker does not start.
 */
export const startEngine: StartEngine = async (hooks) => {
  if (!hasWebGpu()) throw new Failure('no-adapter', 'This browser does not offer WebGPU on this page.');
  const worker = new Worker(new URL('../worker/worker.ts', import.meta.url), { type: 'module', name: 'engine' });
  const connection = await Connection.open(worker);
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
};

/** Whether this page could have WebGPU at all; an adapter may still be missing. */
function hasWebGpu(): boolean {
  return typeof navigator !== 'undefined' && 'gpu' in navigator && navigator.gpu !== undefined;
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
  const channel = new MessageChannel();
  channel.port1.onmessage = (event: MessageEvent<WorkerMessage>) => hooks.onMessage(event.data);
  return { port: channel.port2, close: () => channel.port1.close() };
}
