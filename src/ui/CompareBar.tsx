import { useRef } from 'react';
import type { Compared } from '../worker/protocol';
import { CopyNumber } from './CopyNumber';
import { formatNumber } from './format';
import { Icon } from './Icon';
import { useStudio, useStudioState } from './studio';
import { verdictOf } from './verdict';

/** Above the pictures of a comparison: what both answers took, and the values under the shared cursor. */
export function CompareBar() {
  const studio = useStudio();
  const compared = useStudioState((state) => state.loaded?.compared ?? null);
  const comparing = useStudioState((state) => state.comparing);
  if (!compared) return null;
  return (
    <section className="compare-bar" aria-label="Comparison">
      <Verdict compared={compared} />
      <Readings compared={compared} />
      <button
        type="button"
        className="button compare-end"
        disabled={comparing}
        title="Show the run's own answer alone"
        aria-label="One answer"
        onClick={() => void studio.compare.toggle()}
      >
        <Icon name="close" size={14} /> <span>One answer</span>
      </button>
    </section>
  );
}

/** Who is ahead, from what was measured; before that, what is being done. */
function Verdict({ compared }: { readonly compared: Compared }) {
  const race = useStudioState((state) => state.race);
  const rival = useStudioState((state) => state.rival);
  const running = useStudioState((state) => state.running && !state.finished);
  const step = useStudioState((state) => state.step);
  const words = verdictOf(race, running);
  const doing = `${compared.rival}: ${rival?.words ?? 'being set up'}; the ${compared.answer}: step ${step}`;
  return (
    <div className="verdict">
      <p>{words === '' ? doing : words}</p>
      <p className="hint">
        {words !== '' && rival?.working ? `${compared.rival}: ${rival.words}. ` : ''}
        {race?.rivalIsTruth
          ? `Relative L² distances; ${race.truth} is the best that is known here, its own error is not.`
          : `Relative L² errors against the ${race?.truth ?? ''} solution; seconds of the steps alone, on this machine.`}
      </p>
    </div>
  );
}

/** The three values at the shared cursor; they stay when the pointer leaves, so that they can be copied. */
function Readings({ compared }: { readonly compared: Compared }) {
  const present = useStudioState((state) => state.cursor);
  const coordinates = useStudioState((state) => state.view?.coordinates);
  const unit = useStudioState(
    (state) => state.loaded?.fields.find(({ name }) => name === compared.fields[0])?.unit ?? '',
  );
  const shown = useStudioState((state) => state.panes.map(({ settings }) => settings.field).join(' '));
  const last = useRef(present);
  if (present) last.current = present;
  const cursor = last.current;
  const field = compared.fields.find((name) => shown.split(' ').some((own) => own.startsWith(`${name}.`)));
  const name = field ?? compared.fields[0];
  if (!name) return null;
  if (!cursor) return <p className="hint readings-hint">Point at a picture, or focus one and use the arrow keys.</p>;
  const [x = 'x', y = 'y'] = coordinates?.map((axis) => axis.name) ?? [];
  const rows = [
    [compared.answer, cursor.values?.[name]],
    [compared.rival, cursor.values?.[`${name}.reference`]],
    ['difference', cursor.values?.[`${name}.error`]],
  ] as const;
  return (
    <table className="readings" aria-label={`Values of ${name} at the cursor`}>
      <thead>
        <tr>
          <th scope="col">
            <i>{x}</i> = {formatNumber(cursor.x, 3)}, <i>{y}</i> = {formatNumber(cursor.y, 3)}
          </th>
          {rows.map(([title]) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">
            <i>{name}</i> {unit === '' ? '(dimensionless)' : `in ${unit}`}
          </th>
          {rows.map(([title, value]) => (
            <td key={title}>
              {value === undefined ? (
                <span className="hint">not yet</span>
              ) : (
                <CopyNumber name={`${name}, ${title}`} value={value} unit={unit} />
              )}
            </td>
          ))}
        </tr>
      </tbody>
    </table>
  );
}
