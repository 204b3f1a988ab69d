import { useStore } from 'zustand';
import { formatCount, formatNumber } from '../format';
import { useStudioState } from '../studio';
import { useRuns } from './useRuns';

/** States of the present run that it can be taken back to, also after a reload. */
export function Moments() {
  const { keeper } = useRuns();
  const moments = useStore(keeper.store, (state) => state.moments);
  const isTimed = useStudioState((state) => state.loaded?.hasPast ?? false);
  return (
    <section className="runs-block" aria-label="Time machine">
      <h2>Time machine</h2>
      {moments.length === 0 ? (
        <p className="hint">States of this run are kept as it goes on; a reload loses some seconds.</p>
      ) : (
        <ul className="runs-moments">
          {moments.map(({ order, step, time }) => (
            <li key={order}>
              <button type="button" className="button" onClick={() => void keeper.goBack(order)}>
                <span>
                  Back to step {formatCount(step)}
                  {isTimed && (
                    <>
                      , <i>t</i> = {formatNumber(time, 3)}
                    </>
                  )}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
