import { useState } from 'react';
import { limitOf } from '../limits';
import type { Row, Workload } from '../workload';
import { isRight, measureHere, type PageReport, percentOf } from './measurement';

/** What each quick workload is, for people who have not read the code. */
const WORDS: Readonly<Record<string, string>> = {
  W1: 'Physics-informed network, Burgers: a training step on 2,560 points, 4 layers of 64',
  W3: 'Fourier neural operator: a training step on 4 fields of 64², 12 modes',
  W3i: 'The same operator: an answer',
  W5: 'Matrix product, 1024³',
  'multigrid-1023': 'Poisson on 1023² unknowns: residual by a million, by multigrid',
  'flow-cavity-256': 'Navier-Stokes on 256² cells: a time step',
  'gauss-newton': 'Levenberg-Marquardt on a network: an iteration',
};

type Stage =
  | { readonly kind: 'ready' | 'running' }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'done'; readonly report: PageReport };

interface Props {
  readonly workloads: readonly Workload[];
  readonly unknown: readonly string[];
}

/** The benchmark on a visitor's own GPU: nothing is sent anywhere. */
export function BenchPage({ workloads, unknown }: Props) {
  const [stage, setStage] = useState<Stage>({ kind: 'ready' });
  const [rows, setRows] = useState<readonly Row[]>([]);
  const [now, setNow] = useState('');
  const run = async (): Promise<void> => {
    setStage({ kind: 'running' });
    setRows([]);
    setNow('');
    try {
      const report = await measureHere(workloads, { begin: setNow, row: (row) => setRows((all) => [...all, row]) });
      setStage({ kind: 'done', report });
    } catch (error) {
      setStage({ kind: 'failed', why: error instanceof Error ? error.message : String(error) });
    }
  };
  const running = stage.kind === 'running';
  return (
    <main className="bench">
      <header>
        <h1>Benchmark</h1>
        <p>
          Times the solvers’ own steps on this machine’s GPU and says what part of its limit each reaches: memory,
          arithmetic and launches are measured in the same run. It takes about a minute, and nothing leaves this page.
          Close other tabs that draw.
        </p>
      </header>
      {unknown.length > 0 && <p className="bench-bad">There is no workload {unknown.join(', ')}.</p>}
      <div className="bench-bar">
        <button type="button" className="button button-strong" disabled={running} onClick={() => void run()}>
          {stage.kind === 'ready' ? 'Start' : running ? 'Measuring' : 'Run again'}
        </button>
        {stage.kind === 'done' && <CopyResult report={stage.report} />}
        <a className="button" href={location.pathname}>
          To the studio
        </a>
        <p className="bench-state" aria-live="polite">
          {running && (now === '' ? 'the adapter’s limits' : `${now} (${rows.length + 1} of ${workloads.length})`)}
        </p>
      </div>
      {stage.kind === 'failed' && <p className="bench-bad">{stage.why}</p>}
      {stage.kind === 'done' && <Adapter report={stage.report} />}
      <ul className="bench-rows">
        {workloads.map(({ name, step }) => {
          const row = rows.find(({ workload }) => workload === name) ?? null;
          const problem =
            stage.kind === 'done' ? stage.report.missing.find(({ workload }) => workload === name)?.problem : undefined;
          return (
            <Line
              key={name}
              name={name}
              words={WORDS[name] ?? step}
              row={row}
              active={running && now === name && row === null}
              {...(problem !== undefined && { problem })}
              {...(stage.kind === 'done' && { report: stage.report })}
            />
          );
        })}
      </ul>
      <p className="bench-note">
        A time is the median of five blocks of steps. “Of limit” is the time that the measured peaks would need for the
        step’s bytes, operations or launches, over the time it took; caches can bring it above 100 %. The whole
        benchmark, with other libraries beside it, runs from the command line: npm run bench -- --peers.
      </p>
    </main>
  );
}

interface LineProps {
  readonly name: string;
  readonly words: string;
  readonly row: Row | null;
  readonly active: boolean;
  readonly problem?: string;
  readonly report?: PageReport;
}

function Line({ name, words, row, active, problem, report }: LineProps) {
  const right = row === null ? null : isRight(row);
  const part = row && report ? percentOf(row, report.peaks) : null;
  return (
    <li className={active ? 'bench-row bench-active' : 'bench-row'} data-name={name}>
      <span className="bench-words">
        {words} <small>{name}</small>
        {right !== null && (
          <small className={right ? 'bench-good' : 'bench-bad'}>
            {right ? 'first number checked' : 'its first number is wrong'}
          </small>
        )}
        {problem !== undefined && <small className="bench-bad">{problem}</small>}
      </span>
      <span className="bench-ms">
        {row === null ? '–' : short(row.ms)} <small>ms</small>
      </span>
      <span className="bench-part">
        {part !== null && row && report && (
          <>
            <span className="bench-track">
              <span className="bench-fill" style={{ width: `${Math.min(100, part)}%` }} />
            </span>
            <small>
              {part} % of limit, by {limitOf(row, report.peaks).by}
            </small>
          </>
        )}
      </span>
    </li>
  );
}

function Adapter({ report: { adapter, peaks, drift } }: { readonly report: PageReport }) {
  const limits = [
    ['copy', peaks.copyGBs, 'GB/s'],
    ['multiply-add', peaks.fmaGflops, 'GFLOP/s'],
    ['launch', peaks.dispatchUs, 'µs'],
    ['drift', 100 * drift, '%'],
  ] as const;
  return (
    <dl className="bench-adapter">
      <div className="bench-wide">
        <dt>adapter</dt>
        <dd>{adapter}</dd>
      </div>
      {limits.map(([name, value, unit]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {short(value)} <small>{unit}</small>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function CopyResult({ report }: { readonly report: PageReport }) {
  const [said, setSaid] = useState('Copy result');
  const copy = (): void => {
    const text = JSON.stringify({ ...report, rows: report.rows.map((row) => ({ ...row, listing: null })) }, null, 1);
    navigator.clipboard.writeText(text).then(
      () => setSaid('Copied'),
      () => setSaid('The browser refused'),
    );
  };
  return (
    <button type="button" className="button" onClick={copy}>
      {said}
    </button>
  );
}

function short(value: number): string {
  return value >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
