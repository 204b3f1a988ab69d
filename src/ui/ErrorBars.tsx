import { useEffect, useState } from 'react';
import type { ErrorBar, Richardson } from '../richardson';
import { formatNumber } from './format';
import { useStudio, useStudioState } from './studio';

/** Two finer grids tell how far the answer is from the equation's own, where nobody knows that. */
export function ErrorBars() {
  const studio = useStudio();
  const loaded = useStudioState((state) => state.loaded);
  const steady = useStudioState((state) => state.view?.coordinates.every(({ name }) => name !== 't') ?? false);
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<Richardson | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another scene or grid has other errors
  useEffect(() => setFound(null), [loaded]);
  if (!loaded?.hasLevels || !steady) return null;
  const refine = async (): Promise<void> => {
    setBusy(true);
    const answer = await studio.ask.refine();
    setBusy(false);
    if (studio.store.getState().loaded === loaded) setFound(answer);
  };
  return (
    <section aria-labelledby="bars-title">
      <h2 id="bars-title">Error bar</h2>
      {found && (
        <dl className="facts">
          {found.bars.map((bar) => (
            <div key={bar.field}>
              <dt>{bar.field}</dt>
              <dd>
                ±{formatNumber(bar.error, 2)} <span className="hint">{inWords(bar, found)}</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
      <button type="button" className="button" disabled={busy} onClick={() => void refine()}>
        {busy ? 'Solving on finer grids' : 'Refine twice'}
      </button>
    </section>
  );
}

function inWords({ order, finestError, size }: ErrorBar, { cells }: Richardson): string {
  const finest = `±${formatNumber(finestError, 2)} on ${cells.at(-1)!.join(' × ')} cells; rms of the field ${formatNumber(size, 3)}`;
  return order === null ? `${finest}; the differences do not shrink` : `${finest}; order ${formatNumber(order, 3)}`;
}
