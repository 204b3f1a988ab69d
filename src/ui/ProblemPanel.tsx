import { useEffect, useRef } from 'react';
import type { FormulaView } from '../state/library';
import { Equation } from './Equation';
import { formatNumber } from './format';
import { Heading } from './Heading';
import { Parameter } from './Parameter';
import { useStudio, useStudioState } from './studio';

/** What is solved: equations, parameters, domain and conditions. */
export function ProblemPanel() {
  const studio = useStudio();
  const view = useStudioState((state) => state.view);
  if (!view) return null;
  return (
    <>
      <section aria-labelledby="equations-title">
        <div className="heading">
          <h2 id="equations-title">Equations</h2>
          <button type="button" className="button edit" onClick={() => studio.store.getState().setEditing(true)}>
            Edit
          </button>
        </div>
        <Formulas name="Equations" formulas={view.equations} />
        {view.definitions.length > 0 && <Formulas name="Definitions" formulas={view.definitions} />}
      </section>
      {view.parameters.length > 0 && (
        <section aria-labelledby="parameters-title">
          <h2 id="parameters-title">Parameters</h2>
          {view.parameters.map((parameter) => (
            <Parameter key={`${view.id} ${parameter.name}`} parameter={parameter} />
          ))}
        </section>
      )}
      {view.description !== '' && (
        <section aria-labelledby="about-title">
          <h2 id="about-title">About</h2>
          <p className="lead">{view.description}</p>
        </section>
      )}
      <section aria-labelledby="domain-title">
        <Heading id="domain-title" title="Domain" />
        <dl className="facts">
          {view.coordinates.map(({ name, min, max }) => (
            <div key={name}>
              <dt>
                <i>{name}</i>
              </dt>
              <dd>
                {formatNumber(min)} to {formatNumber(max)}
              </dd>
            </div>
          ))}
          {view.obstacles.map((name) => (
            <div key={name}>
              <dt>Body</dt>
              <dd>{name}</dd>
            </div>
          ))}
        </dl>
      </section>
      {view.conditions.length > 0 && (
        <section aria-labelledby="conditions-title">
          <h2 id="conditions-title">Conditions</h2>
          <dl className="facts">
            {view.conditions.map(({ on, words, is }) => (
              <div key={`${on} ${is.join()}`}>
                <dt>{words}</dt>
                <dd>
                  {is.map((text) => (
                    <code key={text}>{text}</code>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </>
  );
}

/** Sizes of formulas, the largest that fits is taken. */
const SIZES = ['1em', '0.9em', '0.8em', '0.72em'];

/** Takes the largest size at which nothing of an element's content is beyond its right side, else the first: it scrolls. */
function shrink(element: HTMLElement): void {
  for (const size of SIZES) {
    element.style.fontSize = size;
    if (element.scrollWidth <= element.clientWidth) return;
  }
  element.style.fontSize = SIZES[0]!;
}

/** Formulas below each other; where they are too wide they become smaller, then they scroll, also by keys. */
function Formulas({ name, formulas }: { readonly name: string; readonly formulas: readonly FormulaView[] }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current!;
    // The typeset formulas come late, and panels change their width.
    const watch = new ResizeObserver(() => requestAnimationFrame(() => shrink(element)));
    for (const own of [element, ...element.children]) watch.observe(own);
    return () => watch.disconnect();
  });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <div ref={box} className="equations" role="group" aria-label={name} tabIndex={0}>
      {formulas.map(({ text, latex }) => (
        <Equation key={text} latex={latex} text={text} display />
      ))}
    </div>
  );
}
