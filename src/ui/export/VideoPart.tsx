import { useEffect, useRef, useState } from 'react';
import { Choice } from '../Choice';
import { formatNumber, formatPrefixed } from '../format';
import { saveBlob } from '../save';
import { useStudio, useStudioState } from '../studio';
import { nameOf } from './files';
import { indicesOf, PaneSelect, type PaneWish } from './Panes';
import { useWork } from './useWork';
import { canRecord, recordVideo, type VideoSource } from './video';

const FORMATS = [
  { value: 'mp4', label: 'MP4' },
  { value: 'webm', label: 'WebM' },
] as const;
const MOST_FRAMES = 3600;
const MOST_STEPS = 100_000;
const RATES = [10, 15, 24, 30, 60].map((rate) => ({ value: rate, label: `${rate} a second` }));
const SIZES = [
  { value: 1, label: 'as on the screen' },
  { value: 2, label: 'twice as large' },
];

/** A video whose every frame is one state of the run. */
export function VideoPart() {
  const studio = useStudio();
  const count = useStudioState((state) => state.panes.length);
  const moments = useStudioState((state) => state.moments);
  const overTime = useStudioState((state) => state.loaded?.overTime ?? false);
  const hasKept = moments > 1 && !overTime;
  const [source, setSource] = useState<VideoSource>(hasKept ? 'kept' : 'start');
  const [frames, setFrames] = useState(120);
  const [every, setEvery] = useState(10);
  const [rate, setRate] = useState(30);
  const [format, setFormat] = useState<'mp4' | 'webm'>('mp4');
  const [scale, setScale] = useState(1);
  const [wish, setWish] = useState<PaneWish>('all');
  const [progress, setProgress] = useState<readonly [number, number]>([0, 1]);
  const [made, setMade] = useState('');
  const cancel = useRef<AbortController | null>(null);
  const { busy, work } = useWork();
  // Who leaves cannot see how far it is, nor cancel it.
  useEffect(() => () => cancel.current?.abort(), []);
  if (!canRecord()) {
    return (
      <p className="hint">
        This browser has no video encoder (WebCodecs): Chrome, Edge, Safari 26 and Firefox 130 on a computer have one.
        Pictures of single moments can be saved under Picture.
      </p>
    );
  }
  const shown = source === 'kept' && !hasKept ? 'start' : source;
  const record = async (): Promise<void> => {
    cancel.current = new AbortController();
    setProgress([0, 1]);
    setMade('');
    const choice = { source: shown, frames, every, rate, format, scale, panes: indicesOf(wish, count) };
    const video = await recordVideo(studio, choice, (...now) => setProgress(now), cancel.current.signal);
    if (!video) return setMade('Cancelled.');
    saveBlob(video.blob, nameOf(studio, format));
    const { moments: all } = video;
    const [first, last] = [all[0]!, all.at(-1)!];
    setMade(
      `${all.length} frames, ${formatPrefixed(video.blob.size, 'B')}: steps ${first.step} to ${last.step}, t = ${formatNumber(first.time)} to ${formatNumber(last.time)}.`,
    );
  };
  const sources: { value: VideoSource; label: string }[] = [
    ...(hasKept ? [{ value: 'kept' as const, label: `the timeline's ${moments} moments` }] : []),
    { value: 'start', label: 'from the start' },
    { value: 'ahead', label: 'from here on' },
  ];
  return (
    <>
      <div className="export-line">
        <span>States</span>
        <Choice label="States of the video" value={shown} options={sources} onChange={setSource} />
      </div>
      <Count
        label={shown === 'kept' ? 'Frames at most' : 'Frames'}
        value={frames}
        most={MOST_FRAMES}
        onChange={setFrames}
      />
      {shown !== 'kept' && <Count label="Steps per frame" value={every} most={MOST_STEPS} onChange={setEvery} />}
      <div className="export-line">
        <span>Frames play at</span>
        <Choice label="Frames a second" value={rate} options={RATES} onChange={setRate} />
      </div>
      <PaneSelect value={wish} onChange={setWish} />
      <div className="export-line">
        <span>Size</span>
        <Choice label="Size of the video" value={scale} options={SIZES} onChange={setScale} />
      </div>
      <div className="export-line">
        <span>Format</span>
        <Choice label="Format of the video" value={format} options={FORMATS} onChange={setFormat} />
      </div>
      <p className="hint">
        Every frame is one state of the run, at the time that is written on it, however long it takes to compute.
      </p>
      <div className="export-actions">
        <button
          type="button"
          className="button button-strong"
          disabled={busy || count === 0}
          onClick={() => void work(record)}
        >
          Record
        </button>
        {busy && (
          <>
            <progress aria-label="Frames recorded" value={progress[0]} max={progress[1]} />
            <button type="button" className="button" onClick={() => cancel.current?.abort()}>
              Cancel
            </button>
          </>
        )}
      </div>
      <p className="export-made" role="status">
        {busy ? `${progress[0]} of ${progress[1]} frames` : made}
      </p>
    </>
  );
}

/** A whole number from 1 to `most` (2 for frames is the least that moves). */
function Count({
  label,
  value,
  most,
  onChange,
}: {
  readonly label: string;
  readonly value: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
}) {
  return (
    <label className="export-line">
      <span>{label}</span>
      <input
        type="number"
        min={1}
        max={most}
        value={value}
        onChange={({ target }) => {
          const next = Math.trunc(Number(target.value));
          if (next >= 1) onChange(Math.min(most, next));
        }}
      />
    </label>
  );
}
