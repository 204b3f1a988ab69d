import type { ExpertsReport } from '../../worker/inside';
import { CopyNumber } from '../CopyNumber';
import { useStudio, useStudioState } from '../studio';
import { BoxesSlider, EXPERTS, SplitButtons } from './BoxesControl';
import { expertsInWords, onLogScale } from './words';

/** Powers of ten that the meter shows. */
const SCALE = [1e-6, 10] as const;

/** How far the equation is from holding, live; and how many experts see to it. */
export function MeterCard({ report }: { readonly report: ExpertsReport | null }) {
  const studio = useStudio();
  const boxed = useStudioState((state) => state.boxed);
  const method = useStudioState((state) => state.loaded?.method);
  return (
    <section className="chart experts-meter" aria-label="Violation">
      <header className="chart-head">
        <h2>Largest violation, max |F|</h2>
      </header>
      {report ? (
        <div className="experts-rows">
          <div className="meter">
            <CopyNumber name="Largest violation" value={report.largest} unit="" />
            <span className="meter-bar" aria-hidden="true">
              <span className="meter-needle" style={{ left: `${onLogScale(report.largest, SCALE)}%` }} />
            </span>
            <span className="meter-ends" aria-hidden="true">
              <span>10⁻⁶</span>
              <span>10</span>
            </span>
          </div>
          <p className="experts-words" role="status">
            {expertsInWords(report)}
          </p>
          {method === EXPERTS && <BoxesSlider />}
          <div className="experts-buttons">
            <button
              type="button"
              className="button"
              aria-pressed={boxed}
              onClick={() => studio.store.getState().setBoxed(!boxed)}
            >
              Boxes over the field
            </button>
            {method === EXPERTS && <SplitButtons report={report} />}
          </div>
        </div>
      ) : (
        <p className="hint chart-empty">after the first picture</p>
      )}
    </section>
  );
}
