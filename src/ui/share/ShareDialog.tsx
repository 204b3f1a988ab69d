import './share.css';
import { Dialog } from '@base-ui/react/dialog';
import { useEffect, useState } from 'react';
import { renderSVG } from 'uqr';
import type { Scene } from '../../../scenes';
import { expectOf } from '../../share/expected';
import { formatCount } from '../format';
import { IconButton } from '../IconButton';
import { saveBlob } from '../save';
import { useStudio, useStudioState } from '../studio';

/** Longer links are cut by some programs; a file is safer. */
const LONG = 8192;
/** Characters that a QR code still carries so that phones can read it. */
const QR_MOST = 1200;
const PARTS = [
  ['bar', 'title bar'],
  ['problem', 'problem'],
  ['method', 'method'],
  ['charts', 'charts'],
] as const;

/** What else can be shared than the link: with numbers that a rerun must meet, as a code, as a file, in a page. */
export function ShareDialog({ onClose }: { readonly onClose: () => void }) {
  const studio = useStudio();
  const scene = useStudioState((state) => state.scene) as Scene;
  const finished = useStudioState((state) => state.finished);
  const [withNumbers, setWithNumbers] = useState(false);
  const [hidden, setHidden] = useState<readonly string[]>(['problem', 'method']);
  const [isLocked, setLocked] = useState(false);
  const [shared, setShared] = useState<Scene>(scene);
  const [link, setLink] = useState('');

  useEffect(() => {
    let isWanted = true;
    const prepare = async (): Promise<void> => {
      const expect = withNumbers
        ? expectOf({ ...(await studio.ask.measure()), ...studio.store.getState().metrics })
        : null;
      const whole = expect ? { ...scene, expect } : scene;
      const hash = await studio.library.toHash(whole);
      if (!isWanted) return;
      setShared(whole);
      setLink(`${location.href.replace(/[?#].*$/, '')}${hash}`);
    };
    prepare().catch((error) => studio.report(error));
    return () => {
      isWanted = false;
    };
  }, [scene, withNumbers, studio]);

  const query = ['embed', ...(hidden.length > 0 ? [`hide=${hidden.join(',')}`] : []), ...(isLocked ? ['lock'] : [])];
  const embed = `<iframe src="${link.replace('#', `?${query.join('&')}#`)}" width="720" height="480" title="${shared.title?.replaceAll('"', '&quot;') ?? 'Nablab'}"></iframe>`;
  const copy = (text: string, what: string): void => {
    navigator.clipboard?.writeText(text).then(
      () => studio.store.getState().notify('info', `${what} was copied.`),
      () => studio.store.getState().notify('warning', 'This browser did not let it be copied.'),
    );
  };
  const save = (): void =>
    saveBlob(new Blob([studio.library.toText(shared)], { type: 'application/json' }), `${shared.id}.scene.json`);
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()} modal={false}>
      <Dialog.Portal>
        <Dialog.Popup className="popup dialog share-dialog">
          <div className="dialog-head">
            <Dialog.Title className="dialog-title">Share</Dialog.Title>
            <Dialog.Close render={<IconButton icon="close" label="Close" />} />
          </div>
          <label className="share-line">
            <span>Link, {formatCount(link.length)} characters</span>
            <input readOnly value={link} onFocus={({ target }) => target.select()} />
          </label>
          {link.length > LONG && <p className="hint">Some programs cut links as long as that: send the file.</p>}
          <label className="share-check">
            <input
              type="checkbox"
              checked={withNumbers}
              disabled={!finished}
              onChange={({ target }) => setWithNumbers(target.checked)}
            />
            <span>
              with the numbers that a rerun must meet
              {finished ? ': errors at most twice as large, the rest within 1 %' : ' (when the run has finished)'}
            </span>
          </label>
          <div className="share-actions">
            <button type="button" className="button button-strong" onClick={() => copy(link, 'The link')}>
              Copy the link
            </button>
            <button type="button" className="button" onClick={save}>
              Save as a file
            </button>
          </div>
          {link !== '' && link.length <= QR_MOST ? (
            <img className="share-code" alt="QR code of the link" src={codeOf(link)} />
          ) : (
            <p className="hint">The link is too long for a QR code.</p>
          )}
          <details>
            <summary>In a page of your own</summary>
            <fieldset className="share-parts">
              <legend>Hide</legend>
              {PARTS.map(([name, words]) => (
                <label key={name}>
                  <input
                    type="checkbox"
                    checked={hidden.includes(name)}
                    onChange={({ target }) =>
                      setHidden(target.checked ? [...hidden, name] : hidden.filter((own) => own !== name))
                    }
                  />{' '}
                  {words}
                </label>
              ))}
              <label>
                <input type="checkbox" checked={isLocked} onChange={({ target }) => setLocked(target.checked)} /> lock
                parameters and equations
              </label>
            </fieldset>
            <textarea readOnly rows={4} aria-label="HTML of the frame" value={embed} />
            <button type="button" className="button" onClick={() => copy(embed, 'The HTML')}>
              Copy the HTML
            </button>
          </details>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function codeOf(link: string): string {
  return `data:image/svg+xml;utf8,${encodeURIComponent(renderSVG(link, { border: 2 }))}`;
}
