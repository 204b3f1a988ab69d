import { lazy, Suspense, useState } from 'react';
import { IconButton } from './IconButton';
import { useStudioState } from './studio';

const ExportDialog = lazy(async () => ({ default: (await import('./export/ExportDialog')).ExportDialog }));

/** Takes anything else along: pictures, numbers, videos, scripts. */
export function ExportButton() {
  const ready = useStudioState((state) => state.loaded !== null);
  const [exporting, setExporting] = useState(false);
  return (
    <>
      <IconButton
        icon="export"
        label="Export: pictures, data, video, Python"
        keys="e"
        data-command="export"
        disabled={!ready}
        onClick={() => setExporting(true)}
      />
      <Suspense>{exporting && <ExportDialog onClose={() => setExporting(false)} />}</Suspense>
    </>
  );
}
