import { useStudio, useStudioState } from '../studio';
import type { useDesk } from './desk';
import { paintInput } from './painting';

/** What the operator is asked: a numbered example, the scene's own input, or one that is painted. */
export function InputCard({ desk, view: { state } }: ReturnType<typeof useDesk>) {
  const studio = useStudio();
  const painting = useStudioState((own) => own.painting !== null);
  const compared = useStudioState((own) => own.loaded?.compared ?? null);
  const comparing = useStudioState((own) => own.comparing);
  return (
    <section className="chart operator-input" aria-label="Input">
      <header className="chart-head">
        <h2>Input</h2>
      </header>
      <div className="operator-rows">
        <p className="operator-name" role="status">
          {nameOf(state)}
        </p>
        <div className="operator-buttons">
          <button
            type="button"
            className="button"
            disabled={!state?.example}
            aria-label="Previous example"
            onClick={() => void desk.next(-1)}
          >
            ‹
          </button>
          <button type="button" className="button" aria-label="Next example" onClick={() => void desk.next(1)}>
            ›
          </button>
          <button type="button" className="button" onClick={() => void desk.surprise()}>
            Surprise me
          </button>
        </div>
        <div className="operator-buttons">
          <button
            type="button"
            className="button"
            disabled={state?.example === null && !state.painted}
            onClick={() => void desk.choose(null)}
          >
            The scene's own
          </button>
          {state?.paints.map((field) => (
            <button
              key={field}
              type="button"
              className="button"
              aria-pressed={painting}
              onClick={() => paintInput(studio, field)}
            >
              Paint {field}
            </button>
          ))}
        </div>
        <button
          type="button"
          className="button"
          disabled={comparing}
          aria-pressed={compared !== null}
          onClick={() => void studio.compare.toggle()}
        >
          {compared ? 'Show the answer alone' : 'Answer, solver and difference'}
        </button>
      </div>
    </section>
  );
}

function nameOf(state: ReturnType<typeof useDesk>['view']['state']): string {
  if (!state) return 'after the first picture';
  const name = state.example === null ? "The scene's own" : `Example ${state.example}`;
  return state.painted ? `${name}, painted` : name;
}
