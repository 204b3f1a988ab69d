import { Slider } from '@base-ui/react/slider';
import { useState } from 'react';
import type { Scene } from '../../../scenes';
import { refinedCuts } from '../../../solvers/methods/moe/refine-boxes';
import type { ExpertsReport } from '../../worker/inside';
import { useStudio, useStudioState } from '../studio';

export const EXPERTS = 'pi-hc-moe';
/** Boxes along each axis that the slider offers; boxes and points of a recipe that names none. */
const BOXES = [1, 2, 4, 8, 16];
const OWN = { boxes: 4, points: 128 };

/** What the scene says of experts, and its axes in space. */
function useBoxes() {
  const scene = useStudioState((state) => state.scene) as Scene;
  const { boxes = OWN.boxes, points = OWN.points, cuts = '' } = scene.recipes?.[EXPERTS] ?? {};
  const axes = Object.keys(scene.coordinates).filter((name) => name !== 't');
  const hasTime = Object.hasOwn(scene.coordinates, 't');
  return { boxes: Number(boxes), points: Number(points), cuts: String(cuts), axes, hasTime };
}

/** Halves the worst box, or goes back to equal ones; the basis stays. */
export function SplitButtons({ report }: { readonly report: ExpertsReport }) {
  const studio = useStudio();
  const { points, cuts, axes, hasTime } = useBoxes();
  const cut = (text: string) => void studio.compare.setRecipe(EXPERTS, 'cuts', text);
  const halved = hasTime ? refinedCuts(report.experts, axes, points, { splits: 1 }) : null;
  return (
    <>
      {halved !== null && (
        <button
          type="button"
          className="button"
          title="Halves the box where the largest |F| is"
          onClick={() => cut(halved)}
        >
          Split the worst
        </button>
      )}
      {cuts !== '' && (
        <button type="button" className="button" onClick={() => cut('')}>
          Equal boxes
        </button>
      )}
    </>
  );
}

/** How many equal boxes there are along each axis: the basis stays, the constraints are solved anew. */
export function BoxesSlider() {
  const studio = useStudio();
  const { boxes: value, cuts, axes } = useBoxes();
  const [moved, setMoved] = useState<number | null>(null);
  const at = BOXES.reduce(
    (best, n, k) => (Math.abs(n - (moved ?? value)) < Math.abs(BOXES[best]! - (moved ?? value)) ? k : best),
    0,
  );
  if (cuts !== '') return null;
  const words = axes.length === 1 ? `K = ${moved ?? value}` : `K = ${moved ?? value} × ${moved ?? value}`;
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
