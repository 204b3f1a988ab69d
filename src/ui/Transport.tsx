import { Choice } from './Choice';
import { formatCount, formatNumber } from './format';
import { Icon } from './Icon';
import { IconButton } from './IconButton';
import { useStudio, useStudioState } from './studio';
import { PastButtons } from './Timeline';
import { useNarrow } from './useNarrow';

const SPEEDS = [
  { value: 0, label: 'Full speed' },
  { value: 1, label: '1 step a frame' },
  { value: 4, label: '4 steps a frame' },
  { value: 16, label: '16 steps a frame' },
  { value: 64, label: '64 steps a frame' },
] as const;

/** Reset, run or pause, one step, and how fast. */
export function Transport() {
  const studio = useStudio();
  const running = useStudioState((state) => state.running);
  const ready = useStudioState((state) => state.loaded !== null && state.status === 'ready');
  const narrow = useNarrow();
  const isLookingBack = useStudioState((state) => state.past !== null);
  return (
    <section className="transport" aria-label="Run">
      <IconButton
        icon="reset"
        label="Reset to the start"
        keys="r"
        disabled={!ready}
        onClick={() => void studio.reset()}
      />
      <button
        type="button"
        className="run-button"
        disabled={!ready}
        aria-keyshortcuts="Space"
        title={running ? 'Pause (space)' : 'Run (space)'}
        onClick={() => void studio.toggle()}
      >
        <Icon name={running ? 'pause' : 'run'} size={18} />
        <span>{running ? 'Pause' : 'Run'}</span>
      </button>
      <IconButton icon="step" label="One step" keys="s" disabled={!ready} onClick={() => void studio.step()} />
      {!narrow && <Speed />}
      {narrow && isLookingBack ? <PastButtons /> : <Clock />}
    </section>
  );
}

/** Steps between two drawings. */
export function Speed() {
  const studio = useStudio();
  const speed = useStudioState((state) => state.speed);
  return (
    <Choice
      label="Speed"
      className="speed"
      value={speed}
      options={SPEEDS}
      onChange={(value) => void studio.setSpeed(value)}
    />
  );
}

function Clock() {
  const step = useStudioState((state) => state.step);
  const time = useStudioState((state) => state.time);
  return (
    <p className="clock">
      <span>
        <span className="clock-label">step</span> {formatCount(step)}
      </span>
      <span>
        <span className="clock-label">
          <i>t</i> =
        </span>{' '}
        {formatNumber(time)}
      </span>
    </p>
  );
}
