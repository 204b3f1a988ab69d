import { Slider } from '@base-ui/react/slider';
import { useState } from 'react';
import type { Scene } from '../../../scenes';
import type { ExpertsReport } from '../../worker/inside';
import { CopyNumber } from '../CopyNumber';
import { useStudio, useStudioState } from '../studio';
import { expertsInWords, onLogScale } from './words';

/** Powers of ten that the meter shows. */
const SCALE = [1e-6, 10] as const;
/** Boxes along each axis that the slider offers, and what a recipe has that names none. */
const BOXES = [1, 2, 4, 8, 16];
const OWN_BOXES = 4;
const EXPERTS = 'pi-hc-moe';

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
          <div className="experts-buttons">
            <button
              type="button"
              className="button"
              aria-pressed={boxed}
              onClick={() => studio.store.getState().setBoxed(!boxed)}
            >
              Boxes over the field
            </button>
          </div>
          {method === EXPERTS && <BoxesSlider />}
        </div>
      ) : (
        <p className="hint chart-empty">after the first picture</p>
      )}
    </section>
  );
}

/** How many boxes there are along each axis: the basis stays, the constraints are solved anew. */
function BoxesSlider() {
  const studio = useStudio();
  const scene = useStudioState((state) => state.scene) as Scene;
  const given = scene.recipes?.[EXPERTS]?.boxes;
  const value = typeof given === 'number' ? given : OWN_BOXES;
  const [moved, setMoved] = useState<number | null>(null);
  const at = BOXES.reduce(
    (best, n, k) => (Math.abs(n - (moved ?? value)) < Math.abs(BOXES[best]! - (moved ?? value)) ? k : best),
    0,
  );
  const axes = Object.keys(scene.coordinates).filter((name) => name !== 't').length;
  const words = axes === 1 ? `K = ${moved ?? value}` : `K = ${moved ?? value} × ${moved ?? value}`;
  return (
    <div className="experts-slider">
      <Slider.Root
        className="slider"
        value={at}
        min={0}
        max={BOXES.length - 1}
        step={1}
        thumbAlignment="edge"
        onValueChange={(next) => setMoved(BOXES[next as number]!)}
        onValueCommitted={(next) => {
          setMoved(null);
          void studio.compare.setRecipe(EXPERTS, 'boxes', BOXES[next as number]!);
        }}
      >
        <Slider.Control className="slider-control">
          <Slider.Track className="slider-track">
            <Slider.Indicator className="slider-fill" />
            <Slider.Thumb className="slider-thumb" aria-label="Experts, K" getAriaValueText={() => words} />
          </Slider.Track>
        </Slider.Control>
      </Slider.Root>
      <output>{words}</output>
    </div>
  );
}
