import { latest } from './latest';

/** One {@link latest} line for each thing that changes quickly, by key. */
export class Lines {
  private readonly lines = new Map<string, (value: never) => void>();

  constructor(private readonly onError: (error: unknown) => void) {}

  /** The line of that key; `send` counts the first time only and must not hold on to values. */
  line<T>(key: string, send: (value: T) => Promise<unknown>): (value: T) => void {
    const known = this.lines.get(key) as ((value: T) => void) | undefined;
    if (known) return known;
    const line = latest<[T]>(send, this.onError);
    this.lines.set(key, line);
    return line;
  }

  /** Forgets all lines; what is under way no longer holds anything back. */
  clear(): void {
    this.lines.clear();
  }
}
