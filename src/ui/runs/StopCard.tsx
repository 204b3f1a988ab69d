import { useState } from 'react';
import type { Scene } from '../../../scenes';
import { metricTitle } from '../../state/metrics';
import { applyRules, rulesOf, type StopRule, withoutRule, withRule } from '../../state/runs/stop-scene';
import { Choice } from '../Choice';
import { IconButton } from '../IconButton';
import { useStudio, useStudioState } from '../studio';

const COUNTED = [
  { value: 'steps', label: 'steps' },
  { value: 'seconds', label: 'seconds' },
];
const SIDES = [
  { value: 'below', label: 'falls below' },
  { value: 'above', label: 'rises above' },
] as const;

/** When the run stops; the rules are part of the scene and of its link. */
export function StopCard() {
  const studio = useStudio();
  const scene = useStudioState((state) => state.scene) as Scene | null;
  const method = useStudioState((state) => state.loaded?.method);
  const names = useStudioState((state) => Object.keys(state.metrics).join(' '));
  const [what, setWhat] = useState('steps');
  const [side, setSide] = useState<'below' | 'above'>('below');
  const [value, setValue] = useState('');
  if (!scene) return null;
  const isCounted = COUNTED.some((counted) => counted.value === what);
  const metrics = names.split(' ').filter((name) => name !== '' && name !== 't');
  const options = [...COUNTED, ...metrics.map((name) => ({ value: name, label: metricTitle(name, method) }))];
  const change = (next: Scene): void => {
    try {
      applyRules(studio, next);
      setValue('');
    } catch (error) {
      studio.report(error);
    }
  };
  const add = (): void => {
    change(withRule(scene, { what, side: isCounted ? 'after' : side, value: Number(value) }));
  };
  return (
    <section className="runs-block" aria-label="Stop rules">
      <h2>Stop</h2>
      <ul className="runs-rules">
        {rulesOf(scene.stop).map((rule) => (
          <li key={`${rule.what} ${rule.side}`}>
            <span>{inWords(rule, method)}</span>
            <IconButton
              icon="close"
              label={`Do not stop by ${rule.what}`}
              onClick={() => change(withoutRule(scene, rule.what))}
            />
          </li>
        ))}
      </ul>
      <form
        className="runs-stop"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        {isCounted ? <span>after</span> : <span>when</span>}
        {isCounted && <Value value={value} onChange={setValue} />}
        <Choice label="What stops the run" value={what} options={options} onChange={setWhat} />
        {!isCounted && <Choice label="Side" value={side} options={SIDES} onChange={setSide} />}
        {!isCounted && <Value value={value} onChange={setValue} />}
        <button type="submit" className="button" disabled={value.trim() === '' || Number.isNaN(Number(value))}>
          Add
        </button>
      </form>
    </section>
  );
}

function Value({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  return (
    <input
      aria-label="Value that stops the run"
      inputMode="decimal"
      value={value}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}

function inWords(
  { what, side, value }: { what: string; side: StopRule['side']; value: string },
  method: string | undefined,
): string {
  return side === 'after' ? `after ${value} ${what}` : `when ${metricTitle(what, method)} is ${side} ${value}`;
}
