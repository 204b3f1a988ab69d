import './landscape.css';
import { useState } from 'react';
import { Choice } from '../Choice';
import { formatCount, formatNumber } from '../format';
import { ContourMap } from './ContourMap';
import { HeightMap } from './HeightMap';
import { type Summary, type Survey, summaryOf } from './survey';
import { useSurvey } from './useSurvey';

const SPANS = [0.1, 0.3, 1, 2] as const;
const SIZES = [11, 21, 31] as const;

/** The loss around the weights, along two random directions (Li et al. 2018). */
export function LandscapePanel() {
  const { survey, step, busy, begin, stop } = useSurvey();
  const [span, setSpan] = useState<number>(1);
  const [size, setSize] = useState<number>(21);
  const [seed, setSeed] = useState(0);
  const summary = survey && summaryOf(survey);
  const look = (next: number): void => {
    setSeed(next);
    void begin({ span, size, seed: next });
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: the strip is a group of sections, not of fields
    <div className="charts landscape" role="group" aria-label="Landscape">
      <section className="chart landscape-wish" aria-label="Loss around the weights">
        <header className="chart-head">
          <h2>Loss around the weights</h2>
        </header>
        <div className="landscape-choices">
          <Choice
            label="How far"
            value={span}
            options={SPANS.map((value) => ({ value, label: `within ${value}` }))}
            onChange={setSpan}
          />
          <Choice
            label="Points"
            value={size}
            options={SIZES.map((value) => ({ value, label: `${value} \u00d7 ${value} points` }))}
            onChange={setSize}
          />
        </div>
        <div className="landscape-choices">
          {busy ? (
            <button type="button" className="button" onClick={stop}>
              Stop
            </button>
          ) : (
            <button type="button" className="button button-strong" onClick={() => look(seed)}>
              Look around
            </button>
          )}
          {survey && !busy && (
            <button type="button" className="button" onClick={() => look(seed + 1)}>
              Other directions
            </button>
          )}
          {survey && busy && (
            <progress aria-label="Rows of the landscape" value={survey.rows} max={survey.steps.length} />
          )}
        </div>
        <p className="hint" role="status">
          {survey ? wordsOf(survey, summary, step, busy) : HINT}
        </p>
      </section>
      {survey && summary && <ContourMap survey={survey} />}
      {survey && summary && <HeightMap survey={survey} />}
    </div>
  );
}

const HINT =
  'Goes from the present weights along two random directions, scaled neuron by neuron, and takes the loss on the present points. The training waits meanwhile and stays as it is.';

function wordsOf({ steps, rows }: Survey, summary: Summary | null, step: number, busy: boolean): string {
  if (busy || !summary) return `Row ${rows} of ${steps.length}, around step ${formatCount(step)}.`;
  const { middle, least, largest } = summary;
  const place = ({ first, second }: Summary['least']): string =>
    `(${formatNumber(first, 2)}, ${formatNumber(second, 2)})`;
  return (
    `Around step ${formatCount(step)}: loss ${formatNumber(middle, 3)} at the weights, ` +
    `least ${formatNumber(least.loss, 3)} at ${place(least)}, largest ${formatNumber(largest.loss, 3)} at ${place(largest)}. ` +
    '1 is as far as each neuron\u2019s weights are from 0.'
  );
}
