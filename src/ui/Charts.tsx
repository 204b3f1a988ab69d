import { lazy, Suspense, useMemo, useSyncExternalStore } from 'react';
import type { AlignedData } from 'uplot';
import type { Profile } from '../../solvers/methods/solver';
import type { ReferencePoints } from '../state/library';
import { type ChartSpec, chartsFor, metricShort } from '../state/metrics';
import type { Studio } from '../state/studio';
import { ChartCard } from './ChartCard';
import { alignProfile } from './profile';
import { useStudio, useStudioState } from './studio';
import { useLooked } from './useLooked';

// What only some scenes have comes when they are there.
const CycleCard = lazy(async () => ({ default: (await import('./CycleCard')).CycleCard }));
const RaceCard = lazy(async () => ({ default: (await import('./RaceCard')).RaceCard }));

/** Time between two looks at the profiles while it runs, ms. */
const PROFILE_MS = 1000;

/** Charts that every run fills. */
const EXPECTED = ['Convergence', 'Energy'];

const NO_PROFILES: readonly Profile[] = [];
const presentProfiles = (studio: Studio): Promise<readonly Profile[]> => studio.ask.profiles();

/** Everything over steps, and the lines through the field beside what is known of them. */
export function Charts() {
  const studio = useStudio();
  useSyncExternalStore(studio.history.subscribe, studio.history.version);
  const charts = chartsFor(studio.history.names());
  // The first picture comes first.
  const drawn = useStudioState((state) => state.pictures > 0);
  const profiles = useLooked(NO_PROFILES, presentProfiles, PROFILE_MS, drawn);
  const method = useStudioState((state) => state.loaded?.method ?? 'flow');
  const compared = useStudioState((state) => state.loaded?.compared != null);
  const hasLevels = useStudioState((state) => state.loaded?.hasLevels ?? false);
  const scene = useStudioState((state) => state.scene);
  const references = useMemo(() => (scene === null ? [] : studio.library.references(scene)), [scene, studio]);
  return (
    <div className="charts">
      <Suspense>
        {compared && <RaceCard />}
        {hasLevels && <CycleCard />}
      </Suspense>
      {profiles.map((profile) => (
        <ProfileChart key={profile.title} profile={profile} references={references} />
      ))}
      {charts.map((chart) => (
        <TimeChart key={chart.id} chart={chart} />
      ))}
      {charts.length === 0 && method === 'flow' && EXPECTED.map((title) => <EmptyChart key={title} title={title} />)}
    </div>
  );
}

/** Keeps a chart's place, so that nothing moves when its numbers come. */
function EmptyChart({ title }: { readonly title: string }) {
  return (
    <section className="chart" aria-label={title}>
      <header className="chart-head">
        <h2>{title}</h2>
      </header>
      <p className="hint chart-empty">after the first steps</p>
    </section>
  );
}

export function TimeChart({ chart }: { readonly chart: ChartSpec }) {
  const method = useStudioState((state) => state.loaded?.method);
  const { history } = useStudio();
  const { steps, values } = history.series(chart.names);
  // A logarithm has no zero; the gap says so.
  const columns = values.map((column) =>
    chart.log ? column.map((value) => (value > 0 ? value : Number.NaN)) : column,
  );
  const data = [
    steps,
    ...columns.map((column) => Array.from(column, (value) => (Number.isNaN(value) ? null : value))),
  ] as unknown as AlignedData;
  const series = chart.names.map((name, i) => ({
    label: metricShort(name, method),
    unit: history.unit(name),
    colour: (i % 5) + 1,
  }));
  return <ChartCard title={chart.title} abscissa="step" log={chart.log} series={series} data={data} />;
}

function ProfileChart({
  profile,
  references,
}: {
  readonly profile: Profile;
  readonly references: readonly ReferencePoints[];
}) {
  const unit = useStudioState((state) => state.loaded?.fields.find(({ name }) => name === profile.field)?.unit ?? '');
  const known = references.filter((set) => set.profile === profile.title);
  const data = useMemo(() => alignProfile(profile, known), [profile, known]);
  const series = [
    { label: 'run', unit, colour: 1 },
    ...known.map(({ label, kind }) => ({
      label: kind === 'converged' ? 'converged' : label.replace(/[,(].*/, '').trim(),
      unit,
      colour: kind === 'converged' ? 2 : 3,
      points: kind === 'converged' ? ('disc' as const) : ('ring' as const),
    })),
  ];
  return <ChartCard title={profile.title} abscissa={profile.coordinate} log={false} series={series} data={data} />;
}
