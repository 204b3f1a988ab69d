import * as Comlink from 'comlink';
import { Failure } from '../../solvers/base/result';
import type { EngineApi, Envelope } from '../worker/protocol';
import { VitalSign } from './vital';

/** The engine as the page calls it: the same methods, but values instead of envelopes; rejects with {@link Failure}. */
export type Engine = {
  readonly [K in keyof EngineApi]: EngineApi[K] extends (...args: infer A) => Promise<Envelope<infer T>>
    ? (...args: A) => Promise<T>
    : never;
};

/** The part of a Worker that a connection uses; a MessagePort with a `terminate` serves in tests. */
export interface WorkerLike {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject): void;
  terminate(): void;
}

/** Times of a connection, all in milliseconds. */
export interface ConnectionTimes {
  /** How long a fresh worker may take to answer its first ping. */
  readonly handshake: number;
  /** Time between two heartbeats. */
  readonly heartbeat: number;
  /** Heartbeats in a row that may stay unanswered; counted, not timed, so that a sleeping laptop kills nothing. */
  readonly missed: number;
}

const CONNECTION_TIMES: ConnectionTimes = { handshake: 20_000, heartbeat: 2_000, missed: 15 };

const NAMES = [
  'open',
  'load',
  'attachPane',
  'detachPane',
  'resizePane',
  'setPane',
  'setCamera',
  'setTheme',
  'run',
  'pause',
  'step',
  'reset',
  'setSpeed',
  'setParameter',
  'stopAt',
  'snapshot',
  'restore',
  'field',
  'landscape',
  'space',
  'kernels',
  'take',
  'weights',
  'lookBack',
  'goOn',
  'dab',
  'sense',
  'probe',
  'profiles',
  'cycle',
  'compare',
  'race',
  'anatomy',
  'operator',
  'experts',
  'trio',
  'measure',
  'methods',
  'refine',
  'capture',
  'diagnostics',
  'ping',
] as const satisfies readonly (keyof EngineApi)[];

/** Takes the value out of an envelope; throws the {@link Failure} that it carries. */
export function unwrap<T>(envelope: Envelope<T>): T {
  if (envelope.ok) return envelope.value as T;
  throw new Failure(
    envelope.code ?? 'breakdown',
    envelope.detail ?? 'The engine failed without a reason.',
    envelope.field,
  );
}

/** A host in this thread seen as an {@link Engine}: no worker, the same envelopes. */
export function localEngine(api: EngineApi): Engine {
  return engineFrom((name, args) => (api[name] as (...a: unknown[]) => Promise<Envelope<unknown>>)(...args));
}

function engineFrom(send: (name: keyof EngineApi, args: unknown[]) => Promise<Envelope<unknown>>): Engine {
  const calls = NAMES.map((name) => [name, async (...args: unknown[]) => unwrap(await send(name, args))]);
  return Object.fromEntries(calls) as Engine;
}

/**
 * A live line to a worker that exposes {@link EngineApi}. Comlink alone leaves a call pending for ever when its
 * worker dies or its script fails to load; here every pending call rejects, once, with code `lost`.
 */
export class Connection {
  readonly engine: Engine;
  /** Resolves when the worker died or was closed; never rejects. */
  readonly dead: Promise<Failure>;
  private readonly worker: WorkerLike;
  // Kept for the life of the connection: comlink drops the calls of a proxy that was collected.
  private readonly remote: Comlink.Remote<EngineApi>;
  private readonly pending = new Set<(failure: Failure) => void>();
  private readonly announceDeath: (failure: Failure) => void;
  private failure: Failure | null = null;
  private pulse: ReturnType<typeof setInterval> | null = null;

  private constructor(worker: WorkerLike) {
    this.worker = worker;
    this.remote = Comlink.wrap<EngineApi>(worker as unknown as Comlink.Endpoint);
    let announce: (failure: Failure) => void = () => {};
    this.dead = new Promise((resolve) => {
      announce = resolve;
    });
    this.announceDeath = announce;
    this.engine = engineFrom((name, args) => this.send(name, args));
    worker.addEventListener('error', this.onError);
    worker.addEventListener('messageerror', this.onError);
  }

  /** Waits for the worker's first answer; rejects with `lost` when its script fails or the time is up. */
  static async open(worker: WorkerLike, times: ConnectionTimes = CONNECTION_TIMES): Promise<Connection> {
    const connection = new Connection(worker);
    const timer = setTimeout(() => {
      connection.close(new Failure('lost', 'The engine did not start in time; reload the page to try again.'));
    }, times.handshake);
    try {
      await connection.engine.ping();
    } finally {
      clearTimeout(timer);
    }
    connection.watch(times);
    return connection;
  }

  /** Ends the worker; every pending call rejects with `failure`. */
  close(failure = new Failure('lost', 'The engine was closed.')): void {
    if (this.failure) return;
    this.failure = failure;
    if (this.pulse !== null) clearInterval(this.pulse);
    this.worker.removeEventListener('error', this.onError);
    this.worker.removeEventListener('messageerror', this.onError);
    this.worker.terminate();
    for (const reject of this.pending) reject(failure);
    this.pending.clear();
    this.announceDeath(failure);
  }

  private readonly onError = (event: Event): void => {
    const text = 'message' in event && typeof event.message === 'string' && event.message ? `: ${event.message}` : '';
    this.close(new Failure('lost', `The engine's worker failed${text}. Reload the page to try again.`));
  };

  private watch(times: ConnectionTimes): void {
    let unanswered = 0;
    const vital = new VitalSign(this.worker);
    this.pulse = setInterval(() => {
      vital.isGone().then(
        (isGone) => {
          if (isGone) this.close(new Failure('lost', "The engine's worker has ended. Reload the page to try again."));
        },
        () => {},
      );
      if (unanswered >= times.missed) {
        this.close(new Failure('lost', 'The engine stopped answering. Reload the page to try again.'));
        return;
      }
      unanswered += 1;
      this.engine.ping().then(
        () => {
          unanswered = 0;
        },
        () => {},
      );
    }, times.heartbeat);
  }

  private send(name: keyof EngineApi, args: unknown[]): Promise<Envelope<unknown>> {
    if (this.failure) return Promise.reject(this.failure);
    return new Promise((resolve, reject) => {
      this.pending.add(reject);
      const call = this.remote[name] as unknown as (...a: unknown[]) => Promise<Envelope<unknown>>;
      call(...args.map(handOver))
        .then(resolve, (error: unknown) => reject(new Failure('breakdown', messageOf(error))))
        .finally(() => this.pending.delete(reject));
    });
  }
}

/** Canvases and ports move to the worker; everything else is copied. */
function handOver(value: unknown): unknown {
  const moves =
    (typeof OffscreenCanvas !== 'undefined' && value instanceof OffscreenCanvas) ||
    (typeof MessagePort !== 'undefined' && value instanceof MessagePort);
  return moves ? Comlink.transfer(value as object, [value as Transferable]) : value;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
