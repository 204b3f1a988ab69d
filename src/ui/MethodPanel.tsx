import { lazy, Suspense, useMemo } from 'react';
import type { KnownMetric } from '../state/library';
import { metricTitle } from '../state/metrics';
import { CopyNumber } from './CopyNumber';
import { formatNumber, formatPrefixed } from './format';
import { Gauges } from './Gauges';
import { GridChoice } from './GridChoice';
import { Heading } from './Heading';
import { MethodChoice } from './MethodChoice';
import { useStudio, useStudioState } from './studio';

// Advice is for what has been seen to go wrong.
const Coach = lazy(async () => ({ default: (await import('./Coach')).Coach }));
const Reproduced = lazy(async () => ({ default: (await import('./Reproduced')).Reproduced }));
const ErrorBars = lazy(async () => ({ default: (await import('./ErrorBars')).ErrorBars }));

/** How it is solved and how it goes: state, numbers, grid, cost, and what the method chose by itself. */
export function MethodPanel() {
  const loaded = useStudioState((state) => state.loaded);
  const isJudged = useStudioState((state) => state.finished && (state.view?.expected.length ?? 0) > 0);
  const drawn = useStudioState((state) => state.pictures > 0);
  const adapter = useStudioState((state) => state.adapter);
  const place = useStudioState((state) => state.place);
  return (
    <>
      <RunState />
      <Suspense>
        {drawn && <Coach />}
        {isJudged && <Reproduced />}
      </Suspense>
      {loaded && (
        <section aria-labelledby="method-title">
          <h2 id="method-title">Method</h2>
          <MethodChoice />
          <dl className="facts">
            <div>
              <dt>Grid, cells</dt>
              <dd>
                <GridChoice />
              </dd>
            </div>
            <div hidden={loaded.cost.dispatches === 0}>
              <dt>One step</dt>
              <dd>
                {loaded.cost.dispatches} {loaded.cost.dispatches === 1 ? 'dispatch' : 'dispatches'},{' '}
                {formatPrefixed(loaded.cost.bytes, 'B')} moved, {formatPrefixed(loaded.cost.flops, 'flop')}
              </dd>
            </div>
          </dl>
        </section>
      )}
      <Gauges />
      <Metrics />
      <Suspense>{loaded?.hasLevels && <ErrorBars />}</Suspense>
      {loaded && loaded.notes.length > 0 && (
        <section aria-labelledby="notes-title">
          <h2 id="notes-title">Chosen for you</h2>
          <ul className="notes">
            {loaded.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </section>
      )}
      {adapter && (
        <section aria-labelledby="adapter-title">
          <h2 id="adapter-title">Runs on</h2>
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
  const loaded = useStudioState((state) => state.loaded !== null);
  const steady = useStudioState((state) => state.view?.coordinates.every(({ name }) => name !== 't') ?? false);
  const state = stateOf({ status, running, finished, loaded, steady, ok: outcome.code === 'ok' });
  return (
    <section className="run-state" aria-labelledby="state-title">
      <h2 id="state-title" className="visually-hidden">
        State
      </h2>
      <p className={`state state-${state.tone}`}>
        <span className="state-dot" aria-hidden="true" />
        {outcome.code === 'ok' ? state.words : words(outcome.code)}
      </p>
      {outcome.advice !== '' && <p className="advice">{outcome.advice}</p>}
    </section>
  );
}

function stateOf(given: {
  status: string;
  running: boolean;
  finished: boolean;
  loaded: boolean;
  steady: boolean;
  ok: boolean;
}): {
  words: string;
  tone: string;
} {
  if (given.status === 'unavailable') return { words: 'No WebGPU here', tone: 'bad' };
  if (given.status === 'stopped') return { words: 'Engine stopped', tone: 'bad' };
  if (!given.ok) return { words: '', tone: 'bad' };
  if (given.status === 'starting') return { words: 'Starting the GPU', tone: 'idle' };
  if (!given.loaded) return { words: 'Preparing the scene', tone: 'idle' };
  if (given.finished) return { words: given.steady ? 'Solved' : 'Finished: steady or at the end time', tone: 'good' };
  return given.running ? { words: 'Running', tone: 'live' } : { words: 'Paused', tone: 'idle' };
}

function words(code: string): string {
  const text = code.replaceAll('-', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Shown as the clock already. */
const CLOCK = ['t', 'time', 'step'];

function Metrics() {
  const studio = useStudio();
  const metrics = useStudioState((state) => state.metrics);
  const method = useStudioState((state) => state.loaded?.method);
  const scene = useStudioState((state) => state.scene);
  const stepMs = useStudioState((state) => state.stepMs);
  const step = useStudioState((state) => state.step);
  const time = useStudioState((state) => state.time);
  const known = useMemo(() => (scene === null ? [] : studio.library.knownMetrics(scene)), [scene, studio]);
  const entries = Object.entries(metrics).filter(([name]) => !CLOCK.includes(name));
  if (entries.length === 0) return null;
  return (
    <section aria-labelledby="numbers-title">
      <Heading id="numbers-title" title="Numbers" />
      <dl className="facts numbers">
        <NumberRow name="step" value={step} unit="" />
        <NumberRow name="time" value={time} unit="" />
        {entries.map(([name, { value, unit }]) => (
          <NumberRow
            key={name}
            name={metricTitle(name, method)}
            value={value}
            unit={unit}
            known={known.find(({ metric }) => metric === name)}
          />
        ))}
        <NumberRow name="time per step" value={stepMs} unit="ms" />
      </dl>
    </section>
  );
}

function NumberRow({
  name,
  value,
  unit,
  known,
}: {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly known?: KnownMetric | undefined;
}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <CopyNumber name={name} value={value} unit={unit} />
        {known && (
          <span
            className={value >= known.min && value <= known.max ? 'known known-met' : 'known'}
            title={`${known.label}: ${known.source}`}
          >
            known: {formatNumber(known.min, 5)} to {formatNumber(known.max, 5)}
          </span>
        )}
      </dd>
    </div>
  );
}
