import { Equation } from './Equation';
import { formatNumber } from './format';
import { Heading } from './Heading';
import { Parameter } from './Parameter';
import { useStudioState } from './studio';

/** What is solved: equations, parameters, domain and conditions. */
export function ProblemPanel() {
  const view = useStudioState((state) => state.view);
  if (!view) return null;
  return (
    <>
      <section aria-labelledby="equations-title">
        <h3 id="equations-title">Equations</h3>
        <div className="equations">
          {view.equations.map(({ text, latex }) => (
            <Equation key={text} latex={latex} text={text} display />
          ))}
        </div>
        {view.definitions.length > 0 && (
          <div className="equations definitions">
            {view.definitions.map(({ text, latex }) => (
              <Equation key={text} latex={latex} text={text} display />
            ))}
          </div>
        )}
      </section>
      {view.parameters.length > 0 && (
        <section aria-labelledby="parameters-title">
          <h3 id="parameters-title">Parameters</h3>
          {view.parameters.map((parameter) => (
            <Parameter key={`${view.id} ${parameter.name}`} parameter={parameter} />
          ))}
        </section>
      )}
      {view.description !== '' && (
        <section aria-labelledby="about-title">
          <h3 id="about-title">About</h3>
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
          <h3 id="conditions-title">Conditions</h3>
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
