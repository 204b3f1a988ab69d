import type { Scene } from '../../scenes';
import type { Stroke } from '../../solvers/methods/solver';
import { radiusOf } from './brush-link';
import type { DrawnHost } from './drawn-host';
import type { SensorChange } from './sensors';

type Point = readonly [x: number, y: number];

/** Walls, paint and sensors that become part of the scene that is shared, one after the other. */
export class DrawnLink {
  readonly #host: DrawnHost;
  #work: Promise<void> = Promise.resolve();

  constructor(host: DrawnHost) {
    this.#host = host;
  }

  /** Draws a wall as wide as the brush along a way; the way is shown until it stands. */
  draw(path: readonly Point[]): Promise<void> {
    const { store } = this.#host;
    const radius = radiusOf(store.getState());
    return this.#next(async () => {
      const { withWall } = await import('./drawn');
      await this.#host.goOn(withWall(store.getState().scene as Scene, path, radius));
      store.getState().say('A wall was drawn.');
    }).finally(() => {
      // Also where it was refused.
      if (store.getState().trace === path) store.getState().setTrace([]);
    });
  }

  /** Takes away the body under the brush, or says that there is none. */
  erase(at: Point): Promise<void> {
    const { store } = this.#host;
    return this.#next(async () => {
      const { withoutWall } = await import('./drawn');
      const { scene, notify, say } = store.getState();
      const bare = withoutWall(scene as Scene, at, radiusOf(store.getState()));
      if (!bare) return notify('info', 'There is no wall to take away: point at one.');
      await this.#host.goOn(bare);
      say('A wall was taken away.');
    });
  }

  /** What was painted on the start or a given field; its way is shown until it is there. */
  paint(strokes: readonly Stroke[]): Promise<void> {
    const { store } = this.#host;
    const { trace, setTrace } = store.getState();
    return this.#next(async () => {
      const { withPaint } = await import('./drawn');
      await this.#host.goOn(withPaint(store.getState().scene as Scene, strokes));
      store.getState().say('It is part of the scene now.');
    }).finally(() => {
      if (store.getState().trace === trace) setTrace([]);
    });
  }

  /** Sensors of an unknown are dropped, taken away or scattered; those that are dropped are shown until they stand. */
  sense(field: string, change: SensorChange): Promise<void> {
    const { store } = this.#host;
    const at = change.kind === 'drop' ? change.at : null;
    if (at) store.getState().setTrace([...store.getState().trace, at]);
    return this.#next(async () => (await import('./sensors-link')).changeSensors(this.#host, field, change)).finally(
      () => {
        const { trace, setTrace } = store.getState();
        if (at) setTrace(trace.filter((own) => own !== at));
      },
    );
  }

  #next(action: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(() => this.#host.guard(action));
    return this.#work;
  }
}
