import './editor.css';
import { Dialog } from '@base-ui/react/dialog';
import { useMemo, useState } from 'react';
import type { Scene } from '../../../scenes';
import { type Draft, draftOf } from '../../state/typed/draft';
import { type Fault, type Fix, missingFixes, review } from '../../state/typed/faults';
import { IconButton } from '../IconButton';
import { useStudio } from '../studio';
import { Conditions } from './Conditions';
import { Domain } from './Domain';
import { Equations } from './Equations';
import { Faults } from './Faults';
import { Gallery } from './Gallery';
import { MethodWhy } from './MethodWhy';
import { Parameters } from './Parameters';
import { useFits } from './useFits';

/** Types a problem: equations, unknown fields, parameters, domain, conditions; then it runs. */
export function EquationEditor() {
  const studio = useStudio();
  const onClose = (): void => studio.store.getState().setEditing(false);
  const [draft, setDraft] = useState<Draft>(() => draftOf(studio.store.getState().scene as Scene));
  const read = useMemo(() => review(draft), [draft]);
  const fits = useFits(read.scene);
  const chosen = fits?.find(({ id, refusal }) => refusal === null && (draft.method === null || id === draft.method));
  const isRefused = fits !== null && !chosen;
  const faults: readonly Fault[] = isRefused ? [refused(fits, draft)] : read.faults;
  const apply = (fix: Fix): void => setDraft(fix.apply(draft));
  const run = (): void => {
    if (!read.scene || !chosen) return;
    onClose();
    void studio.openText(JSON.stringify({ ...read.scene, method: chosen.id }));
  };
  const about = (at: string): Fault | undefined => faults.find((fault) => fault.at === at);
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="popup dialog editor">
          <div className="dialog-head">
            <Dialog.Title className="dialog-title">Type an equation</Dialog.Title>
            <Dialog.Close render={<IconButton icon="close" label="Close" />} />
          </div>
          <div className="editor-columns">
            <div className="editor-left">
              <label className="editor-row">
                <span>Title</span>
                <input value={draft.title} onChange={({ target }) => setDraft({ ...draft, title: target.value })} />
              </label>
              <Equations draft={draft} faults={faults} previews={read.previews} onChange={setDraft} />
              <Faults faults={faults} onFix={apply} />
              <Parameters draft={draft} fault={about('parameters')} onChange={setDraft} />
              <Domain draft={draft} fault={about('domain')} onChange={setDraft} />
              <Conditions draft={draft} faults={faults} onChange={setDraft} />
            </div>
            <div className="editor-right">
              <Gallery onChoose={(scene) => setDraft({ ...draftOf(scene), base: null, method: null })} />
              <MethodWhy
                fits={fits}
                chosen={chosen?.id ?? null}
                isAutomatic={draft.method === null}
                notes={read.notes}
                onChoose={(method) => setDraft({ ...draft, method })}
              />
            </div>
          </div>
          <div className="editor-foot">
            <p className="hint" role="status">
              {faults.length > 0 ? 'Not ready yet.' : chosen ? 'Ready.' : 'Looking for a method.'}
            </p>
            <button
              type="button"
              className="button button-strong"
              disabled={!chosen || faults.length > 0}
              onClick={run}
            >
              Run it
            </button>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** What no method takes, or not the one that was chosen, in the words of those that came closest. */
function refused(fits: readonly { id: string; title: string; refusal: string | null }[], draft: Draft): Fault {
  const asked = draft.method === null ? fits : fits.filter(({ id }) => id === draft.method);
  const refusals = asked.flatMap(({ refusal }) => (refusal === null ? [] : [refusal]));
  const words = refusals.length === 1 ? refusals[0]! : 'No method takes this problem yet; each says why on the right.';
  return { at: 'method', line: null, span: null, message: words, fixes: missingFixes(refusals, draft) };
}
