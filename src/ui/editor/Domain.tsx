import { AXES, type AxisName, type Draft, type DraftAxis } from '../../state/typed/draft';
import type { Fault } from '../../state/typed/faults';

/** Which coordinates there are, from where to where, and which are periodic; and a body in the domain. */
export function Domain({
  draft,
  fault,
  onChange,
}: {
  readonly draft: Draft;
  readonly fault: Fault | undefined;
  onChange(draft: Draft): void;
}) {
  const { axes } = draft;
  const change = (name: AxisName, part: Partial<DraftAxis>): void =>
    onChange({ ...draft, axes: { ...axes, [name]: { ...axes[name], ...part } } });
  return (
    <section aria-labelledby="editor-domain">
      <h3 id="editor-domain">Domain</h3>
      {AXES.map((name) => {
        const { on, min, max, isPeriodic } = axes[name];
        return (
          <div key={name} className="editor-axis">
            <label>
              <input
                type="checkbox"
                checked={on}
                disabled={name === 'x'}
                onChange={({ target }) => change(name, { on: target.checked })}
              />{' '}
              <i>{name}</i>
              {name === 't' ? ', time' : ''}
            </label>
            {on && (
              <>
                <span>from</span>
                <input
                  aria-label={`${name} from`}
                  aria-invalid={fault !== undefined}
                  value={min}
                  onChange={({ target }) => change(name, { min: target.value })}
                />
                <span>to</span>
                <input
                  aria-label={`${name} to`}
                  aria-invalid={fault !== undefined}
                  value={max}
                  onChange={({ target }) => change(name, { max: target.value })}
                />
              </>
            )}
            {on && name !== 't' && (
              <label>
                <input
                  type="checkbox"
                  checked={isPeriodic}
                  onChange={({ target }) => change(name, { isPeriodic: target.checked })}
                />{' '}
                periodic
              </label>
            )}
          </div>
        );
      })}
      <label className="editor-row">
        <span>Body: distance to its surface, negative inside</span>
        <input
          value={draft.body}
          placeholder="none; such as sqrt((x-0.5)^2 + y^2) - 0.1"
          spellCheck={false}
          onChange={({ target }) => onChange({ ...draft, body: target.value })}
        />
      </label>
    </section>
  );
}
