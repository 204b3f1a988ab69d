import { useMemo, useState, useSyncExternalStore } from 'react';
import type { AlignedData } from 'uplot';
import { metricTitle } from '../../state/metrics';
import { curvesOf } from '../../state/runs/curves';
import { isLogarithmic, MOST_OVERLAID, metricsOf, overlaid } from '../../state/runs/overlay';
import type { Studio } from '../../state/studio';
import { ChartCard } from '../ChartCard';
import { Choice } from '../Choice';
import { useStudioState } from '../studio';
import { useGallery } from './useRuns';

const TITLE = 'Overlay';
/** What people look at first, where there is a choice. */
const FAVOURITES = ['relL2', 'loss', 'residual', 'cD', 'energy'];
/** Samples of the present run in the chart. */
const SAMPLES = 600;

/** One metric of the present run and of those that are overlaid. */
export function OverlayCard({ studio }: { readonly studio: Studio }) {
  const { history } = studio;
  const version = useSyncExternalStore(history.subscribe, history.version);
  const method = useStudioState((state) => state.loaded?.method);
  const runs = useGallery((state) => state.runs);
  const chosen = useGallery((state) => state.overlaid);
  const [wanted, setWanted] = useState<string | null>(null);
  const shown = useMemo(
    () => (runs ?? []).filter(({ id }) => chosen.includes(id)).slice(0, MOST_OVERLAID),
    [runs, chosen],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` stands for what the history holds
  const all = useMemo(
    () => [curvesOf(history, SAMPLES), ...shown.map(({ curves }) => curves)],
    [history, version, shown],
  );
  const names = metricsOf(all);
  const metric = [wanted, ...FAVOURITES, ...names].find((name) => name !== null && names.includes(name)) ?? null;
  const log = metric !== null && isLogarithmic(all, metric);
  const data = useMemo(() => (metric === null ? null : overlaid(all, metric, log)), [all, metric, log]);
  if (metric === null || !data) {
    return (
      <section className="chart" aria-label={TITLE}>
        <header className="chart-head">
          <h2>{TITLE}</h2>
        </header>
        <p className="hint chart-empty">after the first steps</p>
      </section>
    );
  }
  const unit = all.flatMap(({ columns }) => columns).find(({ name }) => name === metric)?.unit ?? '';
  const series = ['present', ...shown.map(({ name }) => name)].map((label, k) => ({ label, unit, colour: k + 1 }));
  return (
    <ChartCard
      title={TITLE}
      abscissa="step"
      log={log}
      series={series}
      data={data as unknown as AlignedData}
      action={
        <Choice
          label="Metric"
          value={metric}
          options={names.map((name) => ({ value: name, label: metricTitle(name, method) }))}
          onChange={setWanted}
        />
      }
    />
  );
}
