import type { Draft } from '../../state/typed/draft';
import type { Fault } from '../../state/typed/faults';
import { IconButton } from '../IconButton';

/** Names and values; while it runs each is a slider. */
export function Parameters({
  draft,
  fault,
  onChange,
}: {
  readonly draft: Draft;
  readonly fault: Fault | undefined;
  onChange(draft: Draft): void;
}) {
  const { parameters } = draft;
  const change = (k: number, part: Partial<Draft['parameters'][number]>): void =>
    onChange({ ...draft, parameters: parameters.map((own, i) => (i === k ? { ...own, ...part } : own)) });
  return (
    <section aria-labelledby="editor-parameters">
      <h3 id="editor-parameters">Parameters, each a slider while it runs</h3>
      {parameters.map(({ name, value }, k) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a parameter whose name is being typed is its place
        <div key={k} className="editor-parameter">
          <input
            aria-label={`Name of parameter ${k + 1}`}
            value={name}
            spellCheck={false}
            onChange={({ target }) => change(k, { name: target.value.trim() })}
          />
          <span aria-hidden="true">=</span>
          <input
            aria-label={`Value of ${name || `parameter ${k + 1}`}`}
            aria-invalid={fault !== undefined}
            value={value}
            spellCheck={false}
            onChange={({ target }) => change(k, { value: target.value })}
          />
          <IconButton
            icon="close"
            label={`Remove ${name || `parameter ${k + 1}`}`}
            onClick={() => onChange({ ...draft, parameters: parameters.filter((_, i) => i !== k) })}
          />
        </div>
      ))}
      <button
        type="button"
        className="button"
        onClick={() => onChange({ ...draft, parameters: [...parameters, { name: '', value: '1' }] })}
      >
        Add a parameter
      </button>
    </section>
  );
}
