import { Failure } from '../../solvers/base/result';
import type { Landscape, Solver, Weights } from '../../solvers/methods/solver';
import { CompareCalls } from './compare/compare-calls';
import { reply } from './envelope';
import type { FieldInSpace, LandscapeQuestion, SpaceQuestion } from './inside';
import type { Keepsake } from './keepsake';
import type { EngineApi, Envelope, KeptState, KernelReport, ShownField, Taken, TakenState } from './protocol';
import type { Run } from './run';
import type { Session } from './session';

const MAX_STEPS = 1_000_000;
/** Steps that are watched kernel by kernel, unless one takes longer than this, ms. */
const [WATCHED, LONG_MS] = [4, 200];
/** States that a run is given back at most. */
const MOST_STATES = 16;

type RunApi = Pick<
  EngineApi,
  | 'run'
  | 'pause'
  | 'step'
  | 'reset'
  | 'setSpeed'
  | 'setParameter'
  | 'stopAt'
  | 'snapshot'
  | 'restore'
  | 'field'
  | 'landscape'
  | 'space'
  | 'take'
  | 'weights'
>;

/** The engine's calls that move a run on, stop it, and keep its state. */
export abstract class RunCalls extends CompareCalls implements RunApi {
  protected current: Run | null = null;
  protected keepsake: Keepsake | null = null;
  protected speed = 0;
  /** The newest order to run or to pause, by the page's number. */
  protected order = 0;
  #landscape: { readonly solver: Solver; readonly landscape: Landscape } | null = null;

  run(order = this.order): Promise<Envelope<null>> {
    this.order = order;
    return this.#order((run) => {
      this.present();
      run.start();
    });
  }

  /** Also keeps the state on the host, so that a loss of the GPU can come back to it. */
  pause(order = this.order): Promise<Envelope<null>> {
    this.order = order;
    return this.#order(async (run, session) => {
      await run.pause();
      const keepsake = this.keepsake!;
      await session.exclusive(() => keepsake.save(run.solver));
    });
  }

  step(count: number): Promise<Envelope<null>> {
    return this.#order(async (run) => {
      if (!Number.isInteger(count) || count < 1 || count > MAX_STEPS) {
        throw new Failure('bad-input', `Steps are a whole number from 1 to ${MAX_STEPS}, not ${count}.`, 'count');
      }
      this.present();
      await run.step(count);
    });
  }

  reset(): Promise<Envelope<null>> {
    return this.#order(async (run, session) => {
      await session.exclusive(() => {
        this.present();
        this.history?.clear();
        this.companion?.comparison.restart();
        run.rewind();
        return run.solver.reset();
      });
      this.keepsake!.forget();
      run.wake();
    });
  }

  setSpeed(stepsPerFrame: number): Promise<Envelope<null>> {
    return reply(() => {
      if (!Number.isInteger(stepsPerFrame) || stepsPerFrame < 0) {
        throw new Failure(
          'bad-input',
          `The speed is a whole number of steps per picture, or 0, not ${stepsPerFrame}.`,
          'speed',
        );
      }
      this.speed = stepsPerFrame;
      if (this.current) this.current.speed = stepsPerFrame;
      return null;
    });
  }

  setParameter(name: string, value: number): Promise<Envelope<null>> {
    return this.#order(async (run, session) => {
      await session.exclusive(async () => {
        run.solver.setParameter(name, value);
        await this.companion?.comparison.setParameter(name, value);
      });
      this.keepsake!.change(name, value);
      run.wake();
      this.companion?.wake();
    });
  }

  stopAt(step: number | null): Promise<Envelope<null>> {
    return this.#order((run) => {
      run.last = step ?? Number.POSITIVE_INFINITY;
    });
  }

  /** It is kept on the host as well, so that a loss of the GPU can come back to it. */
  snapshot(): Promise<Envelope<TakenState | null>> {
    return this.ask(async (solver) => {
      if (solver.outcome.code !== 'ok') return null;
      const began = performance.now();
      const state = await solver.save();
      this.keepsake!.keep(state, solver.stepCount);
      return { step: solver.stepCount, time: solver.time, state, ms: performance.now() - began };
    });
  }

  restore(states: readonly KeptState[]): Promise<Envelope<null>> {
    return this.#order(async (run, session) => {
      if (states.length === 0 || states.length > MOST_STATES) {
        throw new Failure('bad-input', `${states.length} states are none, or over the limit ${MOST_STATES}`, 'states');
      }
      await session.exclusive(async () => {
        this.present();
        this.history?.clear();
        this.companion?.comparison.restart();
        for (const { state } of states) {
          await run.solver.load(state);
          await this.history?.adopt();
        }
      });
      const last = states.at(-1)!;
      this.keepsake!.keep(last.state, last.step);
      run.wake();
    });
  }

  field(name: string): Promise<Envelope<ShownField>> {
    return this.ask(async (_solver, { gpu }) => {
      const { takeFields } = await import('./take');
      const { x, y, fields } = await takeFields(gpu, this.pictured, [name]);
      return { x, y, values: fields[0]!.values };
    });
  }

  landscape(question: LandscapeQuestion): Promise<Envelope<Float64Array | null>> {
    return this.ask(async (solver) => {
      if (question.kind === 'row') {
        const { landscape, solver: own } = this.#landscape ?? {};
        if (own !== solver) throw new Failure('bad-input', 'the training whose loss was looked at is gone', 'kind');
        return landscape!.losses(question.first, question.second);
      }
      const landscape = question.kind === 'begin' ? solver.landscape?.(question.seed) : null;
      this.#landscape = landscape ? { solver, landscape } : null;
      return null;
    });
  }

  space(question: SpaceQuestion): Promise<Envelope<readonly FieldInSpace[]>> {
    return this.ask(async (_solver, { gpu }) => {
      const { lookInSpace } = await import('./space');
      return lookInSpace(gpu, this.pictured, question);
    });
  }

  take(names: readonly string[] | null): Promise<Envelope<Taken>> {
    return this.ask(async (solver, { gpu }) => {
      const { takeFields } = await import('./take');
      const past = this.history!.show(this.history!.shown);
      // Where a row of a picture over time is looked at, the whole picture is still the present one.
      const { step, time } =
        past?.step != null ? { ...past, step: past.step } : { step: solver.stepCount, time: solver.time };
      return { step, time, ...(await takeFields(gpu, this.pictured, names)) };
    });
  }

  weights(): Promise<Envelope<Weights | null>> {
    return this.ask(async (solver) => (await solver.weights?.()) ?? null);
  }

  /** The run makes some steps meanwhile. */
  kernels(): Promise<Envelope<KernelReport>> {
    return this.ask(async (solver, { gpu }) => {
      const { Profile } = await import('../../solvers/gpu/profile');
      const before = solver.stepCount;
      const profile = new Profile(gpu);
      await solver.step(this.current!.stepMs > LONG_MS ? 1 : WATCHED);
      await gpu.done();
      const rows = (await profile.end()).map(({ kernel: { name, wgsl }, ...row }) => ({ name, wgsl, ...row }));
      return { steps: solver.stepCount - before, rows };
    });
  }

  /** A call that replies nothing. */
  #order(work: (run: Run, session: Session) => void | Promise<void>): Promise<Envelope<null>> {
    return this.act(async (run, session) => {
      await work(run, session);
      return null;
    });
  }
}
