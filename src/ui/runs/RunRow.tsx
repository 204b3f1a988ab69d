import { useEffect, useMemo, useState } from 'react';
import type { Scene } from '../../../scenes';
import { metricTitle } from '../../state/metrics';
import { differencesInWords } from '../../state/runs/differences';
import type { KeptRun } from '../../state/runs/kept-run';
import { formatCount, formatNumber } from '../format';
import { IconButton } from '../IconButton';
import { saveBlob } from '../save';
import { useStudio, useStudioState } from '../studio';
import { useRuns } from './useRuns';

/** Numbers of a run that tell most, those that it has. */
const TELLING = ['relL2', 'loss', 'residual', 'cD', 'energy', 'relL2.u'];
const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** One kept run. `colour` is that of its curve; null where that is not drawn. */
export function RunRow({
  run,
  colour,
  isFull,
}: {
  readonly run: KeptRun;
  readonly colour: number | null;
  readonly isFull: boolean;
}) {
  const { gallery } = useRuns();
  const { name, id, pinned, method, metrics, step, date, adapter } = run;
  const telling = TELLING.find((metric) => Object.hasOwn(metrics, metric));
  return (
    <li className="run-row">
      <Thumbnail picture={run.picture} />
      <div className="run-words">
        <Name run={run} />
        <p className="hint" title={adapter}>
          {method}, step {formatCount(step)}
          {telling && `, ${metricTitle(telling, method)} ${formatNumber(metrics[telling]!.value, 3)}`}
          {`, ${DATE.format(new Date(date))}`}
        </p>
        <Difference scene={run.scene} />
      </div>
      <div className="run-buttons">
        <label className="run-overlay" title="Lay its curve beside the present one">
          <input
            type="checkbox"
            aria-label={`Overlay ${name}`}
            checked={colour !== null}
            disabled={colour === null && isFull}
            onChange={({ target }) => gallery.setOverlaid(id, target.checked)}
          />
          <span
            className="legend-mark"
            style={{ '--mark': `var(--series-${colour ?? 3})` } as React.CSSProperties}
            hidden={colour === null}
          />
        </label>
        <button
          type="button"
          className="button run-pin"
          aria-pressed={pinned}
          title={pinned ? 'Stays until it is deleted' : 'Goes when room is needed'}
          onClick={() => void gallery.setPinned(id, !pinned)}
        >
          Pin
        </button>
        <IconButton icon="run" label={`Open ${name} again`} onClick={() => void gallery.reopen(id)} />
        <IconButton icon="file" label={`Save ${name} as a file`} onClick={() => void save(gallery, run)} />
        <IconButton icon="close" label={`Delete ${name}`} onClick={() => void gallery.remove(id)} />
      </div>
    </li>
  );
}

async function save(gallery: ReturnType<typeof useRuns>['gallery'], { id, name }: KeptRun): Promise<void> {
  const blob = await gallery.fileOf(id);
  if (blob) saveBlob(blob, `${name.replaceAll(/[^\w-]+/g, '-').replaceAll(/^-+|-+$/g, '') || 'run'}.run`);
}

/** A name that can be changed in its place. */
function Name({ run: { id, name } }: { readonly run: KeptRun }) {
  const { gallery } = useRuns();
  const [text, setText] = useState(name);
  useEffect(() => setText(name), [name]);
  return (
    <input
      className="run-name"
      aria-label={`Name of ${name}`}
      value={text}
      maxLength={80}
      onChange={({ target }) => setText(target.value)}
      onBlur={() => {
        if (text !== name) void gallery.rename(id, text);
        setText(name);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setText(name);
        if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
      }}
    />
  );
}

function Thumbnail({ picture }: { readonly picture: Uint8Array | null }) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!picture) return;
    const own = URL.createObjectURL(new Blob([picture as Uint8Array<ArrayBuffer>]));
    setUrl(own);
    return () => URL.revokeObjectURL(own);
  }, [picture]);
  return <span className="run-thumbnail">{url && <img src={url} alt="" />}</span>;
}

/** What makes the run's scene another one than the present. */
function Difference({ scene }: { readonly scene: string }) {
  const studio = useStudio();
  const present = useStudioState((state) => state.scene) as Scene | null;
  const words = useMemo(() => {
    if (!present) return '';
    return differencesInWords(studio.library.parse(scene) as Scene, present);
  }, [scene, present, studio]);
  return <p className="run-difference">{words}</p>;
}
