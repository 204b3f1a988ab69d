import { Failure } from '../../solvers/base/result';
import type { Profile, Solver, Stroke } from '../../solvers/methods/solver';
import { hasPast, isOverTime } from './describe';
import { History } from './history';
import type { Keepsake } from './keepsake';
import { PaneCalls } from './pane-calls';
import type { HostParts } from './parts';
import type { EngineApi, Envelope, PastMoment } from './protocol';
import type { Run } from './run';
import type { Session } from './session';
import type { Plan } from './start';

/** Dabs in one call at most: a hand makes some tens between two answers. */
const MOST_DABS = 1024;

type PastApi = Pick<EngineApi, 'lookBack' | 'goOn' | 'dab' | 'probe' | 'profiles'>;

/** The engine's calls about the moments of a run: the present one, which a brush changes, and those that were kept. */
export abstract class HistoryCalls extends PaneCalls implements PastApi {
  protected history: History | null = null;

  /** A call that needs a scene; afterwards the pictures and the page are brought up to date. */
  protected abstract act<T>(work: (run: Run, session: Session) => T | Promise<T>): Promise<Envelope<T>>;

  /** A question about the scene, asked alone on the device. */
  protected abstract ask<T>(work: (solver: Solver, session: Session) => Promise<T>): Promise<Envelope<T>>;

  lookBack(index: number | null): Promise<Envelope<PastMoment | null>> {
    return this.act((_run, session) =>
      session.exclusive(() => {
        this.panes.hold(index !== null);
        return this.history!.show(index);
      }),
    );
  }

  goOn(): Promise<Envelope<null>> {
    return this.act(async (run, session) => {
      await session.exclusive(() => this.history!.goOn());
      this.present();
      run.wake();
      return null;
    });
  }

  dab(strokes: readonly Stroke[]): Promise<Envelope<null>> {
    return this.act(async (run, session) => {
      this.present();
      await session.exclusive(() => dabAll(run.solver, strokes));
      run.wake();
      return null;
    });
  }

  probe(x: number, y: number): Promise<Envelope<Readonly<Record<string, number>>>> {
    return this.ask(() => this.history!.probe(x, y));
  }

  profiles(): Promise<Envelope<readonly Profile[]>> {
    return this.ask(() => this.history!.profiles());
  }

  /** The history of a run that begins. */
  protected remember(
    { gpu }: Session,
    solver: Solver,
    { plan, keepsake, openFrames }: { plan: Plan; keepsake: Keepsake; openFrames: HostParts['openFrames'] },
  ): History {
    this.history = new History({
      solver,
      overTime: isOverTime(plan, solver),
      hasPast: hasPast(plan),
      openFrames: () => openFrames(gpu, solver.display),
      done: () => gpu.done(),
      kept: (snapshot, step) => keepsake.keep(snapshot, step),
      read: async (array, from, bytes) => new Float32Array(await gpu.read(array, from, bytes)),
      now: () => performance.now(),
    });
    return this.history;
  }

  /** Looks at the present again. */
  protected present(): void {
    this.history?.show(null);
    this.panes.hold(false);
  }
}

async function dabAll(solver: Solver, strokes: readonly Stroke[]): Promise<void> {
  if (!solver.paint) throw new Failure('bad-input', `method ${solver.method} has no field to paint into`, 'strokes');
  if (strokes.length > MOST_DABS) {
    throw new Failure('bad-input', `${strokes.length} dabs at once are over the limit ${MOST_DABS}`, 'strokes');
  }
  for (const { field, x, y, radius, amount } of strokes) {
    if (![x, y, radius, amount].every(Number.isFinite) || radius <= 0) {
      throw new Failure('bad-input', 'a dab has finite numbers and a radius above 0', 'strokes');
    }
    await solver.paint({ field, x, y, radius, amount });
  }
}
