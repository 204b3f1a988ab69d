import { Dialog } from '@base-ui/react/dialog';
import { useState } from 'react';
import { restsOnBattery, setRestsOnBattery } from '../state/battery';
import { IconButton } from './IconButton';

const KEYS: readonly (readonly [string, string])[] = [
  ['space', 'Run or pause'],
  ['s', 'One step'],
  ['r', 'Reset to the start'],
  ['p', 'Save a picture'],
  ['e', 'Export: pictures, data, video, Python'],
  ['b', 'Take the brush, or put it away'],
  ['[ and ]', 'A smaller or a larger brush'],
  ['ctrl z', 'Undo a change of the scene; with shift, do it again'],
  ['?', 'This help'],
];

const PANE_KEYS: readonly (readonly [string, string])[] = [
  ['arrow keys', 'Move the probe; with shift, further'],
  ['+ and −', 'Zoom in and out'],
  ['0', 'Show the whole domain'],
  ['escape', 'Put the probe or the brush away'],
  ['space', 'With the brush: dab at the probe, or drop a sensor; with shift, take away'],
  ['enter, delete', 'Drop a sensor; take away the nearest'],
];

/** Keys, and what hands do in a picture. */
export function HelpDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="popup dialog help">
          <div className="dialog-head">
            <Dialog.Title className="dialog-title">Help</Dialog.Title>
            <Dialog.Close render={<IconButton icon="close" label="Close" />} />
          </div>
          <div className="help-columns">
            <Keys title="Everywhere" keys={KEYS} />
            <Keys title="In a picture that has the focus" keys={PANE_KEYS} />
          </div>
          <Dialog.Description className="lead">
            The line below the pictures looks back: drag it, or use the arrow keys, home and end. Drag to move a
            picture, pinch or turn the wheel to zoom, double-click to see it whole. Hover to read values. Sliders act
            while it runs. Drop a scene file on the page to open it. Every number can be clicked to copy it. Everything
            is computed on your own GPU; nothing leaves this machine.
          </Dialog.Description>
          {'getBattery' in navigator && <BatteryChoice />}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Whether a hidden page pauses its run on battery; kept in this browser. */
function BatteryChoice() {
  const [rests, setRests] = useState(restsOnBattery);
  return (
    <label className="help-choice">
      <input
        type="checkbox"
        checked={rests}
        onChange={({ target }) => {
          setRests(target.checked);
          setRestsOnBattery(target.checked);
        }}
      />
      On battery, pause the run while this page is hidden
    </label>
  );
}

function Keys({ title, keys }: { readonly title: string; readonly keys: typeof KEYS }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl className="facts">
        {keys.map(([key, words]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
