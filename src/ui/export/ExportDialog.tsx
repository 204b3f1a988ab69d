import './export.css';
import { Dialog } from '@base-ui/react/dialog';
import { Tabs } from '@base-ui/react/tabs';
import { IconButton } from '../IconButton';
import { CodePart } from './CodePart';
import { DataPart } from './DataPart';
import { PicturePart } from './PicturePart';
import { VideoPart } from './VideoPart';

const PARTS = [
  ['picture', 'Picture', PicturePart],
  ['data', 'Data', DataPart],
  ['video', 'Video', VideoPart],
  ['code', 'Code', CodePart],
] as const;

/** What can be taken along: pictures, numbers, a video, and the problem itself as a file or as a Python script. */
export function ExportDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()} modal={false} disablePointerDismissal>
      <Dialog.Portal>
        <Dialog.Popup className="popup dialog export-dialog">
          <div className="dialog-head">
            <Dialog.Title className="dialog-title">Export</Dialog.Title>
            <Dialog.Close render={<IconButton icon="close" label="Close" />} />
          </div>
          <Tabs.Root defaultValue="picture">
            <Tabs.List className="export-tabs" aria-label="What to export">
              {PARTS.map(([id, title]) => (
                <Tabs.Tab key={id} className="export-tab" value={id}>
                  {title}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            {PARTS.map(([id, , Part]) => (
              <Tabs.Panel key={id} className="export-part" value={id}>
                <Part />
              </Tabs.Panel>
            ))}
          </Tabs.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
