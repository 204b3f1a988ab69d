import type { Scene } from '../../../scenes';
import { refinedCuts } from '../../../solvers/methods/moe/refine-boxes';
import type { ExpertsReport } from '../../worker/inside';
import { nearestStop, StopsSlider } from '../StopsSlider';
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
  const { boxes, cuts, axes } = useBoxes();
  if (cuts !== '') return null;
  const inWords = (n: number): string => (axes.length === 1 ? `K = ${n}` : `K = ${n} × ${n}`);
  return (
    <div className="experts-slider">
      <StopsSlider
        label="Experts, K"
        stops={BOXES}
        at={nearestStop(BOXES, boxes)}
        inWords={inWords}
        onChoose={(n) => void studio.compare.setRecipe(EXPERTS, 'boxes', n)}
      >
        {(n) => <output>{inWords(n)}</output>}
      </StopsSlider>
    </div>
  );
}
