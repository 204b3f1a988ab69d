import { formatCount } from '../format';
import { useStudioState } from '../studio';
import type { useDesk } from './desk';
import { formatPercent, medianOf } from './words';

/** Errors on examples that no training sees, the worst first; a click makes one the input. */
export function TestsCard({ desk, view: { tests, testing, testedAt, state } }: ReturnType<typeof useDesk>) {
  const step = useStudioState((own) => own.step);
  const order = [...tests].sort(([, a], [, b]) => b - a);
  const errors = order.map(([, error]) => error);
  const worst = errors[0] ?? 0;
  return (
    <section className="chart operator-tests" aria-label="Errors over a test set">
      <header className="chart-head">
        <h2>Errors over a test set</h2>
        <button type="button" className="button chart-switch" onClick={() => void desk.examine()}>
          {testing ? 'Stop' : tests.size > 0 ? 'Again' : 'Examine'}
        </button>
      </header>
      {errors.length === 0 ? (
        <p className="hint chart-empty">
          {testing
            ? 'the first examples are being solved'
            : `relative L² on ${state?.stored ? 'samples of the files' : 'examples'} that no training sees`}
        </p>
      ) : (
        <>
          <p className="anatomy-words" role="status">
            {formatCount(errors.length)} examples: mean {formatPercent(errors.reduce((a, b) => a + b) / errors.length)},
            median {formatPercent(medianOf(errors))}, worst {formatPercent(worst)}
            {step !== testedAt ? ` (after step ${formatCount(testedAt)})` : ''}
          </p>
          <ol className="operator-list" aria-label="Examples, the worst first">
            {order.map(([number, error]) => (
              <li key={number}>
                <button
                  type="button"
                  // Samples of files lie on points of their own.
                  disabled={state?.stored != null}
                  aria-pressed={state?.example === number && !state.painted}
                  title={state?.stored ? undefined : 'Make it the input'}
                  style={{ '--share': `${(100 * error) / worst}%` } as React.CSSProperties}
                  onClick={() => void desk.choose(number)}
                >
                  <span>{nameOf(number, state)}</span> <span>{formatPercent(error)}</span>
                </button>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}

/** Samples of files are counted as their arrays are, from 0: the last ones are kept from the training. */
function nameOf(number: number, state: ReturnType<typeof useDesk>['view']['state']): string {
  return state?.stored ? `Sample ${state.stored.training + number}` : `Example ${number}`;
}
