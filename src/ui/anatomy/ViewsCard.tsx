import type { Anatomy } from '../../../solvers/methods/solver';
import type { Studio } from '../../state/studio';
import { formatCount } from '../format';
import { useStudio, useStudioState } from '../studio';

/** Fields that show a training from inside, beside the differences of a comparison. */
const INSIDE = ['residual', 'density'];

/** Switches what the pictures show of a training: its points, and maps of what is wrong where. */
export function ViewsCard({ training }: { readonly training: Anatomy | null }) {
  const studio = useStudio();
  const dotted = useStudioState((state) => state.dotted);
  const fields = useStudioState((state) => state.loaded?.fields);
  const shown = useStudioState((state) => state.panes.map(({ settings }) => settings.field).join(' ')).split(' ');
  const views = fields?.filter(({ name }) => INSIDE.includes(name) || name.endsWith('.error')) ?? [];
  return (
    <section className="chart views" aria-label="Views">
      <header className="chart-head">
        <h2>Views</h2>
      </header>
      <div className="views-list">
        {training && (
          <button
            type="button"
            className="button"
            aria-pressed={dotted}
            onClick={() => studio.store.getState().setDotted(!dotted)}
          >
            Training points
          </button>
        )}
        {views.map(({ name, title }) => (
          <button
            key={name}
            type="button"
            className="button"
            aria-pressed={shown.includes(name)}
            onClick={() => toggleView(studio, name)}
          >
            {title}
          </button>
        ))}
      </div>
      {training && (
        <p className="hint">
          {training.points.map(({ term, x }) => `${term}: ${formatCount(x.length)} points`).join('; ')}
        </p>
      )}
    </section>
  );
}

/** Shows a field in the last picture, beside the first one; or the first field again. */
function toggleView(studio: Studio, name: string): void {
  const { panes, loaded, setPaneCount, setPane } = studio.store.getState();
  const at = panes.findIndex(({ settings }) => settings.field === name);
  if (at >= 0) {
    setPane(at, { field: loaded?.fields[0]?.name ?? name });
    return;
  }
  if (panes.length < 2) setPaneCount(2);
  setPane(studio.store.getState().panes.length - 1, { field: name });
}
