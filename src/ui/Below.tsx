import { type ComponentType, lazy, Suspense } from 'react';
import { Boundary } from './Boundary';
import { Charts } from './Charts';
import { Icon } from './Icon';
import { useStudio, useStudioState } from './studio';

/** What comes when it is first asked for. */
const LATE = {
  anatomy: lazy(async () => ({ default: (await import('./anatomy/AnatomyPanel')).AnatomyPanel })),
  operator: lazy(async () => ({ default: (await import('./operator/OperatorPanel')).OperatorPanel })),
  landscape: lazy(async () => ({ default: (await import('./landscape/LandscapePanel')).LandscapePanel })),
  experts: lazy(async () => ({ default: (await import('./experts/ExpertsPanel')).ExpertsPanel })),
  runs: lazy(async () => ({ default: (await import('./runs/RunsPanel')).RunsPanel })),
  measure: lazy(async () => ({ default: (await import('./views/MeasurePanel')).MeasurePanel })),
} satisfies Record<string, ComponentType>;

type Late = keyof typeof LATE;

const TITLES = {
  charts: 'Charts',
  anatomy: 'Anatomy',
  landscape: 'Landscape',
  operator: 'Operator',
  experts: 'Experts',
  runs: 'Runs',
  measure: 'Measure',
} as const;

/** The panels below the pictures beside the charts, with their titles. */
export function useLatePanels(): readonly (readonly [Late, string])[] {
  const loaded = useStudioState((state) => state.loaded);
  // Some show a method from inside.
  const has: Partial<Record<Late, boolean>> = {
    anatomy: loaded?.hasPoints ?? false,
    landscape: loaded?.hasLandscape ?? false,
    operator: loaded?.hasOperator ?? false,
    experts: loaded?.hasExperts ?? false,
  };
  const names = (Object.keys(LATE) as Late[]).filter((name) => has[name] ?? true);
  return names.map((name) => [name, TITLES[name]] as const);
}

/** The strip below the pictures: charts, a method from inside, runs, measurements; each can be folded away. */
export function Below() {
  const absent = useStudioState((state) => state.status === 'unavailable');
  const late = useLatePanels();
  const below = useStudioState((state) => state.below);
  const shown = below === null || late.some(([name]) => name === below) ? below : 'charts';
  return (
    <section className="bottom" aria-label="Charts" hidden={absent}>
      <div className="folds">
        {([['charts', TITLES.charts], ...late] as const).map(([name, title]) => (
          <Fold key={name} title={title} name={name} open={name === shown} />
        ))}
      </div>
      <div id="below" hidden={shown === null}>
        {shown === 'charts' && (
          <Boundary name="The charts">
            <Charts />
          </Boundary>
        )}
        {shown && shown !== 'charts' && <LatePanel name={shown} />}
      </div>
    </section>
  );
}

/** One of the panels that come late, when its code is there. */
export function LatePanel({ name }: { readonly name: Late }) {
  const Panel = LATE[name];
  return (
    <Boundary key={name} name={TITLES[name]}>
      <Suspense fallback={<div className="charts" />}>
        <Panel />
      </Suspense>
    </Boundary>
  );
}

function Fold({
  title,
  name,
  open,
}: {
  readonly title: string;
  readonly name: 'charts' | Late;
  readonly open: boolean;
}) {
  const studio = useStudio();
  return (
    <button
      type="button"
      className="fold"
      aria-expanded={open}
      aria-controls="below"
      onClick={() => studio.store.getState().setBelow(open ? null : name)}
    >
      <Icon name="down" size={14} /> {title}
    </button>
  );
}
