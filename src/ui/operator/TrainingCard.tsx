import { useSyncExternalStore } from 'react';
import { chartsFor } from '../../state/metrics';
import { TimeChart } from '../Charts';
import { formatCount } from '../format';
import { useStudio, useStudioState } from '../studio';
import type { useDesk } from './desk';

/** Where the weights come from, the training's curve, and how another training begins. */
export function TrainingCard({ desk, view: { state } }: ReturnType<typeof useDesk>) {
  const studio = useStudio();
  const { history } = studio;
  useSyncExternalStore(history.subscribe, history.version);
  const step = useStudioState((own) => own.step);
  const running = useStudioState((own) => own.running && !own.finished);
  const chart = chartsFor(history.names()).find(({ id }) => id === 'convergence');
  return (
    <div className="operator-training">
      {chart && step > 0 ? (
        <TimeChart chart={{ ...chart, title: 'Training' }} />
      ) : (
        <section className="chart" aria-label="Training">
          <header className="chart-head">
            <h2>Training</h2>
          </header>
          <p className="hint chart-empty">
            {state?.handedIn ? 'its weights come with the program' : 'its weights are random so far'}
          </p>
        </section>
      )}
      <div className="operator-buttons">
        <p className="hint" role="status">
          {wordsOf(state?.handedIn ?? false, step, running)}
        </p>
        <button type="button" className="button button-strong" onClick={() => void desk.train('scratch')}>
          Train from scratch
        </button>
        <button type="button" className="button" onClick={() => void desk.train('present')}>
          Train on from these weights
        </button>
        {running && (
          <button type="button" className="button" onClick={() => void studio.pause()}>
            Pause
          </button>
        )}
        {state?.hasShipped && (
          <button
            type="button"
            className="button"
            disabled={state.handedIn && step === 0}
            onClick={() => void desk.takeShipped()}
          >
            Take the shipped weights back
          </button>
        )}
      </div>
    </div>
  );
}

function wordsOf(handedIn: boolean, step: number, running: boolean): string {
  if (step === 0) return handedIn ? 'Shipped weights.' : running ? 'Making the first examples.' : 'Not trained yet.';
  return `${handedIn ? 'From shipped weights' : 'From scratch'}, step ${formatCount(step)}${running ? '' : ', at rest'}.`;
}
