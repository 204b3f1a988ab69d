import { CAPS } from '../../solvers/base/caps';
import { actionInWords, adviceFor } from './coachAdvice';
import { gaugesOf } from './gaugeZones';
import { Icon } from './Icon';
import { useStudio, useStudioState } from './studio';

/** One card that says what is going on where it does not go well, with buttons that help. */
export function Coach() {
  const studio = useStudio();
  const loaded = useStudioState((state) => state.loaded);
  const view = useStudioState((state) => state.view);
  const values = useStudioState((state) => state.parameters);
  const outcome = useStudioState((state) => state.outcome);
  const metrics = useStudioState((state) => state.metrics);
  if (!loaded || !view) return null;
  const { method, notes } = loaded;
  const cells = Math.max(...view.cells);
  const advice = adviceFor({
    method,
    outcome,
    gauges: gaugesOf({ method, metrics, notes }),
    parameters: view.parameters,
    values,
    cells,
    mostCells: mostCells(view.cells, loaded.memory),
    step: view.step,
  });
  return (
    <>
      {advice && (
        <section className={`coach coach-${advice.zone}`} aria-labelledby="coach-title" aria-live="polite">
          <h2 id="coach-title">
            <Icon name="coach" size={15} /> {advice.title}
          </h2>
          <p>{advice.text}</p>
          <div className="coach-actions">
            {advice.actions.map((action) => {
              const words = actionInWords(action, view.step);
              return (
                <button
                  key={words}
                  type="button"
                  className="button"
                  onClick={() => void studio.coach.follow(action, words)}
                >
                  {words}
                </button>
              );
            })}
          </div>
        </section>
      )}
      <Undo id={view.id} />
    </>
  );
}

function Undo({ id }: { readonly id: string }) {
  const studio = useStudio();
  const followed = useStudioState((state) => state.followed);
  if (followed?.scene !== id) return null;
  return (
    <p className="coach-undo">
      <span>{followed.words}: done.</span>
      <button type="button" className="button" onClick={() => void studio.coach.undo()}>
        Undo
      </button>
    </p>
  );
}

/** The most cells along the longest side that fit the GPU while the present solve still lives, and the program's caps. */
function mostCells(
  cells: readonly number[],
  { needed, budget }: { readonly needed: number; readonly budget: number },
): number {
  const all = cells.reduce((a, b) => a * b, 1);
  const factor = Math.min(budget / needed - 1, CAPS.cells / all) ** (1 / cells.length);
  return Math.min(CAPS.cellsPerAxis, Math.floor(Math.max(...cells) * factor));
}
