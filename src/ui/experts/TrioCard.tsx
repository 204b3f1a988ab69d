import { useCallback, useEffect, useRef, useState } from 'react';
import type { TrioQuestion, TrioReport } from '../../worker/inside';
import { FieldMap, rangeOf } from '../FieldMap';
import { formatCount, formatNumber } from '../format';
import { useStudio, useStudioState } from '../studio';

/** Steps of each in one go. */
const STEPS = 2;

/** The equation as a penalty, one constraint and experts: the same network from the same seed, side by side. */
export function TrioCard() {
  const { report, training, ask, train } = useTrio();
  return (
    <section className="chart trio" aria-label="Soft, one constraint and experts">
      <header className="chart-head">
        <h2>Soft, one constraint and experts, from the same seed</h2>
      </header>
      {report ? <Sides report={report} /> : <p className="hint chart-empty">three trainings of the same network</p>}
      <div className="experts-buttons">
        <button type="button" className="button" onClick={() => void ask({ kind: 'begin', from: 'shipped' })}>
          With shipped weights
        </button>
        <button type="button" className="button" onClick={() => void ask({ kind: 'begin', from: 'scratch' }, true)}>
          Train all three from scratch
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
      </div>
    </section>
  );
}

/** The trainings, which go on while somebody looks. */
function useTrio() {
  const studio = useStudio();
  const loaded = useStudioState((state) => state.loaded);
  const [report, setReport] = useState<TrioReport | null>(null);
  const [training, setTraining] = useState(false);
  const wanted = useRef(false);
  const train = useCallback((on: boolean): void => {
    wanted.current = on;
    setTraining(on);
  }, []);
  const ask = useCallback(
    async (question: TrioQuestion, thenTrain = false): Promise<void> => {
      if (question.kind !== 'step') train(false);
      const found = await studio.ask.trio(question);
      setReport(found);
      if (!found) train(false);
      // The classical answer may be on its way although the three are trained.
      else if (thenTrain || (found.working && question.kind === 'begin')) train(true);
    },
    [studio, train],
  );
  useEffect(() => {
    if (!training) return;
    let isGone = false;
    const go = async (): Promise<void> => {
      while (!isGone && wanted.current) {
        const found = await studio.ask.trio({ kind: 'step', count: STEPS });
        if (isGone) return;
        setReport(found);
        if (!found?.working && (!found || found.sides.every(({ finished }) => finished))) train(false);
      }
    };
    void go();
    return () => {
      isGone = true;
    };
  }, [training, studio, train]);
  // Another scene has none.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `loaded` stands for the scene
  useEffect(() => {
    setReport(null);
    return () => {
      train(false);
      void studio.ask.trio({ kind: 'end' });
    };
  }, [loaded]);
  return { report, training, ask, train };
}

function Sides({ report: { sides } }: { readonly report: TrioReport }) {
  // The experts' colours hold for all.
  const range = rangeOf(sides.at(-1)!.values, 'sequential');
  return (
    <div className="trio-sides">
      {sides.map(({ method, title, shape, values, steps, loss, largest, jump, error, failed }) => (
        <div key={method} className="trio-side">
          <FieldMap title={title} values={values} shape={shape} range={range} kind="sequential" />
          <dl>
            <dt>max |F|</dt>
            <dd>{formatNumber(largest, 2)}</dd>
            <dt>error at the end</dt>
            <dd>{error === null ? 'pending' : `${formatNumber(100 * error, 3)}\u202f%`}</dd>
            <dt>largest jump</dt>
            <dd>{jump === null ? 'none' : formatNumber(jump, 2)}</dd>
            <dt>failed solves</dt>
            <dd>{failed}</dd>
            <dt>steps, loss</dt>
            <dd>
              {formatCount(steps)}, {loss === null ? 'none' : formatNumber(loss, 2)}
            </dd>
          </dl>
        </div>
      ))}
    </div>
  );
}
