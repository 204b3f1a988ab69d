import { metricTitle } from '../state/metrics';
import { CopyNumber } from './CopyNumber';
import { formatDuration, formatPrefixed } from './format';
import { Heading } from './Heading';
import { useStudioState } from './studio';

const METHODS: Readonly<Record<string, string>> = {
  flow: 'Incompressible Navier–Stokes on a staggered grid, pressure by multigrid',
};

/** How it is solved and how it goes: state, numbers, grid, cost, and what the method chose by itself. */
export function MethodPanel() {
  const loaded = useStudioState((state) => state.loaded);
  const adapter = useStudioState((state) => state.adapter);
  const place = useStudioState((state) => state.place);
  return (
    <>
      <RunState />
      {loaded && (
        <section aria-labelledby="method-title">
          <h3 id="method-title">Method</h3>
          <p className="method-name">{METHODS[loaded.method] ?? loaded.method}</p>
          <dl className="facts">
            <div>
              <dt>Grid</dt>
              <dd>
                {loaded.nx} × {loaded.ny} cells
              </dd>
            </div>
            <div>
              <dt>One step</dt>
              <dd>
                {loaded.cost.dispatches} dispatches, {formatPrefixed(loaded.cost.bytes, 'B')} moved, {formatPrefixed(loaded.cost.flops, 'flop')}
              </dd>
            </div>
          </dl>
        </section>
      )}
      <Metrics />
      {loaded && loaded.notes.length > 0 && (
        <section aria-labelledby="notes-title">
          <h3 id="notes-title">Chosen for you</h3>
          <ul className="notes">
            {loaded.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </section>
      )}
      {adapter && (
        <section aria-labelledby="adapter-title">
          <h3 id="adapter-title">Runs on</h3>
          <p className="adapter">
            {adapter.name}
            {adapter.software && <span className="badge">software GPU</span>}
            {place === 'page' && <span className="badge">on the page</span>}
          </p>
          {adapter.software && <p className="hint">No hardware GPU was found; expect a tenth of the speed or less.</p>}
        </section>
      )}
    </>
  );
}

function RunState() {
  const status = useStudioState((state) => state.status);
  const running = useStudioState((state) => state.running);
  const finished = useStudioState((state) => state.finished);
  const outcome = useStudioState((state) => state.outcome);
  const text = useStudioState((state) => state.statusText);
  const loaded = useStudioState((state) => state.loaded !== null);
  const state = stateOf({ status, running, finished, loaded, ok: outcome.code === 'ok' });
  return (
    <section className="run-state" aria-labelledby="state-title">
      <h3 id="state-title" className="visually-hidden">
        State
      </h3>
      <p className={`state state-${state.tone}`}>
        <span className="state-dot" aria-hidden="true" />
        {outcome.code === 'ok' ? state.words : words(outcome.code)}
      </p>
      {(outcome.advice !== '' || text !== '') && <p className="advice">{outcome.advice || text}</p>}
    </section>
  );
}

function stateOf(given: { status: string; running: boolean; finished: boolean; loaded: boolean; ok: boolean }): { words: string; tone: string } {
  if (given.status === 'unavailable') return { words: 'No WebGPU here', tone: 'bad' };
  if (given.status === 'stopped') return { words: 'Engine stopped', tone: 'bad' };
  if (!given.ok) return { words: '', tone: 'bad' };
  if (given.status === 'starting') return { words: 'Starting the GPU', tone: 'idle' };
  if (!given.loaded) return { words: 'Preparing the scene', tone: 'idle' };
  if (given.finished) return { words: 'Finished: steady or at the end time', tone: 'good' };
  return given.running ? { words: 'Running', tone: 'live' } : { words: 'Paused', tone: 'idle' };
}

function words(code: string): string {
  const text = code.replaceAll('-', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function Metrics() {
  const metrics = useStudioState((state) => state.metrics);
  const stepMs = useStudioState((state) => state.stepMs);
  const step = useStudioState((state) => state.step);
  const time = useStudioState((state) => state.time);
  const names = Object.keys(metrics);
  if (names.length === 0) return null;
  return (
    <section aria-labelledby="numbers-title">
      <Heading id="numbers-title" title="Numbers" />
      <dl className="facts numbers">
        <div>
          <dt>step</dt>
          <dd>
            <CopyNumber name="step" value={step} unit="" />
          </dd>
        </div>
        <div>
          <dt>time</dt>
          <dd>
            <CopyNumber name="time" value={time} unit="" />
          </dd>
        </div>
        {names.map((name) => {
          const metric = metrics[name];
          if (!metric) return null;
          return (
            <div key={name}>
              <dt>{metricTitle(name)}</dt>
              <dd>
                <CopyNumber name={metricTitle(name)} value={metric.value} unit={metric.unit} />
              </dd>
            </div>
          );
        })}
        <div>
          <dt>time per step</dt>
          <dd>{formatDuration(stepMs)}</dd>
        </div>
      </dl>
    </section>
  );
}
