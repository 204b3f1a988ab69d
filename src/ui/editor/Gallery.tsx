import type { Scene } from '../../../scenes';
import { equationToLatex, parseEquation } from '../../../solvers/expr';
import { startingPoints } from '../../state/typed/starting-points';
import { Equation } from '../Equation';

/** Problems to begin from. */
export function Gallery({ onChoose }: { onChoose(scene: Scene): void }) {
  return (
    <section aria-labelledby="editor-gallery">
      <h3 id="editor-gallery">Starting points</h3>
      <ul className="editor-gallery">
        {startingPoints.map((scene) => {
          const [text = ''] = scene.equations;
          return (
            <li key={scene.title}>
              <button type="button" className="card" onClick={() => onChoose(scene)}>
                <span className="card-title">{scene.title}</span>
                <Equation latex={equationToLatex(parseEquation(text))} text={text} />
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
