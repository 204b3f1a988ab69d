import './dial.css';
import { useState } from 'react';
import type { TrioReport } from '../../worker/inside';
import { FieldMap, rangeOf } from '../FieldMap';
import { StopsSlider } from '../StopsSlider';
import { useStudio, useStudioState } from '../studio';
import { DialTable } from './DialTable';
import { STOPS, stopOf } from './stops';
import { useDial } from './use-dial';

/** One control from a soft penalty to experts: the same network from the same seed at every stop, side by side. */
export function DialCard() {
  const { report, training, ask, train } = useDial();
  const method = useStudioState((state) => state.loaded?.method);
  const [moved, setMoved] = useState<number | null>(null);
  const at = moved ?? stopOf(method);
  return (
    <section className="chart dial" aria-label="From a soft penalty to experts">
      <header className="chart-head">
        <h2>From a soft penalty to experts, from the same seed</h2>
      </header>
      <Dial at={at} onMove={setMoved} />
      {report ? (
        <div className="dial-sides">
          <Picture report={report} at={at} />
          <DialTable report={report} chosen={STOPS[at]!.method} />
        </div>
      ) : (
        <p className="hint chart-empty">the same network trained at every stop, its violation, error and time</p>
      )}
      <div className="experts-buttons">
        <button type="button" className="button" onClick={() => void ask({ kind: 'begin', from: 'shipped' })}>
          With shipped weights
        </button>
        <button type="button" className="button" onClick={() => void ask({ kind: 'begin', from: 'scratch' }, true)}>
          Train all from scratch
        </button>
        {report?.sides.some(({ finished }) => !finished) && (
          <button type="button" className="button" onClick={() => train(!training)}>
            {training ? 'Pause' : 'Go on'}
          </button>
        )}
        {report && (
          <button type="button" className="button" onClick={() => void ask({ kind: 'end' })}>
            Close
          </button>
        )}
        <Answering at={at} method={method} />
      </div>
    </section>
  );
}

/** The slider with its four named stops. */
function Dial({ at, onMove }: { readonly at: number; readonly onMove: (at: number) => void }) {
  const { words } = STOPS[at]!;
  return (
    <div className="dial-control">
      <StopsSlider
        label="How hard the equation is held"
        stops={STOPS}
        at={at}
        inWords={(stop) => `${stop.title}. ${stop.words}`}
        onMove={onMove}
      />
      <ol className="dial-stops" aria-hidden="true">
        {STOPS.map(({ method, title }, k) => (
          <li key={method} className={k === at ? 'dial-stop-chosen' : undefined}>
            {title}
          </li>
        ))}
      </ol>
      <p className="experts-words">{words}</p>
    </div>
  );
}

/** The chosen stop's answer; the colours are those of the hardest. */
function Picture({ report: { sides }, at }: { readonly report: TrioReport; readonly at: number }) {
  const side = sides.find(({ method }) => method === STOPS[at]!.method);
  if (!side) return <p className="hint dial-missing">this stop does not fit the scene</p>;
  const range = rangeOf(sides.at(-1)!.values, 'sequential');
  return <FieldMap title={side.title} values={side.values} shape={side.shape} range={range} kind="sequential" />;
}

/** Gives the scene to the chosen stop. */
function Answering({ at, method }: { readonly at: number; readonly method: string | undefined }) {
  const studio = useStudio();
  const stop = STOPS[at]!;
  if (stop.method === method) return null;
  return (
    <button type="button" className="button" onClick={() => void studio.compare.setMethod(stop.method)}>
      Answer with {stop.title}
    </button>
  );
}
