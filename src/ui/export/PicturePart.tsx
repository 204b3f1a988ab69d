import { useState } from 'react';
import { Choice } from '../Choice';
import { figureOf } from '../figure';
import { saveBlob } from '../save';
import { useStudio, useStudioState } from '../studio';
import { drawingOf } from './drawing';
import { nameOf } from './files';
import { indicesOf, PaneSelect, type PaneWish } from './Panes';
import { useWork } from './useWork';

const FORMATS = [
  { value: 'png', label: 'PNG, as it is drawn' },
  { value: 'svg', label: 'SVG, for print' },
] as const;
type Format = (typeof FORMATS)[number]['value'];

/** Sizes of pictures and videos, as multiples of the screen's. */
const SCALES = [
  { value: 1, label: 'as on the screen' },
  { value: 2, label: 'twice as large' },
  { value: 4, label: 'four times' },
];

/** The pictures as an image or a drawing. */
export function PicturePart() {
  const studio = useStudio();
  const count = useStudioState((state) => state.panes.length);
  const [format, setFormat] = useState<Format>('png');
  const [wish, setWish] = useState<PaneWish>('all');
  const [scale, setScale] = useState(1);
  const [framed, setFramed] = useState(true);
  const [contours, setContours] = useState(true);
  const { busy, work } = useWork();

  const save = async (): Promise<void> => {
    const panes = indicesOf(wish, count);
    if (format === 'svg') {
      saveBlob(await drawingOf(studio, panes, contours), nameOf(studio, 'svg'));
    } else if (framed) {
      const picture = await figureOf(studio, { panes, scale });
      if (picture) saveBlob(picture, nameOf(studio, 'png'));
    } else {
      for (const index of panes) {
        const picture = await studio.ask.capture(index, scale);
        const { field } = studio.store.getState().panes[index]!.settings;
        if (picture) saveBlob(picture, nameOf(studio, `${field}.png`));
      }
    }
  };
  return (
    <>
      <div className="export-line">
        <span>Format</span>
        <Choice label="Format of the picture" value={format} options={FORMATS} onChange={setFormat} />
      </div>
      <PaneSelect value={wish} onChange={setWish} />
      {format === 'png' ? (
        <>
          <div className="export-line">
            <span>Size</span>
            <Choice label="Size of the picture" value={scale} options={SCALES} onChange={setScale} />
          </div>
          <label className="export-check">
            <input type="checkbox" checked={framed} onChange={({ target }) => setFramed(target.checked)} />
            with title, time and colour bars
          </label>
        </>
      ) : (
        <label className="export-check">
          <input type="checkbox" checked={contours} onChange={({ target }) => setContours(target.checked)} />
          with contours
        </label>
      )}
      <p className="hint">
        {format === 'png'
          ? 'Particles, arrows and streamlines are in it.'
          : 'Axes, numbers, contours and colour bars are vectors; the map is an image inside. Without particles and arrows.'}
      </p>
      <button
        type="button"
        className="button button-strong"
        disabled={busy || count === 0}
        onClick={() => void work(save)}
      >
        {busy ? 'Drawing ...' : 'Save the picture'}
      </button>
    </>
  );
}
