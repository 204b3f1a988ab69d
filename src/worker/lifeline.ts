import { Failure } from '../../solvers/base/result';
import type { Gpu } from '../../solvers/gpu';
import type { HostParts } from './parts';
import type { DeviceNotice } from './protocol';
import { Recovery } from './recovery';
import { Session } from './session';
import { Watchdog } from './watchdog';

interface LifelineHooks {
  /** A device was opened. */
  opened(gpu: Gpu): void;
  /** It was lost; nothing can be asked of it any more. */
  lost(): void;
  /** Brings everything back on a new device; resolves to one sentence that says in which state. */
  revive(session: Session): Promise<string>;
  /** How the device fares. */
  tell(state: DeviceNotice['state'], text: string): void;
  /** The device reports a mistake, or does not answer. */
  complain(text: string): void;
}

type LifelineParts = Pick<HostParts, 'openGpu' | 'backoff' | 'settled'>;

/** The engine's device over all its lives: opened, lost, opened again, closed. */
export class Lifeline {
  readonly #parts: LifelineParts;
  readonly #hooks: LifelineHooks;
  readonly #recovery: Recovery;
  readonly #watchdog: Watchdog;
  #session: Session | null = null;
  /** Why there is no session. */
  #absence = new Failure('no-adapter', 'Open the engine first.');
  /** The first session, where it was opened ahead. */
  #early: Promise<Session> | null = null;

  constructor(parts: LifelineParts, hooks: LifelineHooks) {
    this.#parts = parts;
    this.#hooks = hooks;
    this.#watchdog = new Watchdog((text) => hooks.complain(text));
    this.#recovery = new Recovery(
      () => this.#reopen(),
      (state, text) => {
        if (state === 'gone') this.#absence = new Failure('lost', text);
        hooks.tell(state, text);
      },
      parts,
    );
  }

  /** Null where there is no device. */
  get session(): Session | null {
    return this.#session;
  }

  /** Opens the device ahead of {@link open}, which tells what went wrong. */
  warm(): void {
    this.#early = this.#open();
    this.#early.catch(() => {});
  }

  /** The session, opened where there was none yet. */
  async open(): Promise<Session> {
    return this.#session ?? this.#early ?? this.#open();
  }

  /** The session; throws the reason where there is none. */
  alive(): Session {
    if (!this.#session) throw this.#absence;
    return this.#session;
  }

  /** Ends the device on purpose. */
  close(): void {
    this.#session?.close();
    this.#session = null;
    this.#absence = new Failure('lost', 'The engine was closed.');
  }

  async #open(): Promise<Session> {
    const gpu = await this.#parts.openGpu({
      onError: (message) => this.#hooks.complain(`The GPU reports: ${message}`),
      onWork: (work) => this.#watchdog.watch(work),
    });
    this.#hooks.opened(gpu);
    this.#session = new Session(gpu, () => this.#onLost());
    return this.#session;
  }

  #onLost(): void {
    this.#session = null;
    this.#absence = new Failure('lost', 'The GPU was lost; wait until it is back, or reload the page.');
    this.#hooks.lost();
    void this.#recovery.lost();
  }

  async #reopen(): Promise<string> {
    const session = await this.#open();
    try {
      return await this.#hooks.revive(session);
    } catch (error) {
      if (session === this.#session) this.#session = null;
      session.close();
      throw error;
    }
  }
}
