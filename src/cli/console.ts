import type { Gpu } from '../../solvers/gpu';
import type { AdapterChoice } from '../../solvers/gpu/node';
import type { Methods } from '../worker/start';

/** The world around a command; tests put in their own. */
export interface Console {
  /** Writes a line of results. */
  out(line: string): void;
  /** Writes a line of news or errors. */
  err(line: string): void;
  openGpu(adapter: AdapterChoice): Promise<Gpu>;
  readonly methods: Methods;
  /** Aborted by Ctrl-C. */
  readonly interrupt: AbortSignal;
  /** A file that the page would fetch, such as `weights/index.json`; null where there is none. */
  readPublic(path: string): Promise<Uint8Array | null>;
  /** The commit that the program was built from, where it can be told. */
  commit(): Promise<string | null>;
  /** Runs one of the project's scripts with the terminal's own streams; resolves to its exit code. */
  runScript(name: string, args: readonly string[]): Promise<number>;
}

/** A command: its arguments without its own name; resolves to the exit code. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly help: string;
  run(args: readonly string[], console: Console): Promise<number>;
}
