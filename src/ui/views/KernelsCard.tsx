import { Dialog } from '@base-ui/react/dialog';
import { useState } from 'react';
import type { KernelReport } from '../../worker/protocol';
import { formatCount, formatNumber, formatPrefixed } from '../format';
import { IconButton } from '../IconButton';
import { useStudio, useStudioState } from '../studio';

type Row = KernelReport['rows'][number];

/** Where a step's time goes: what each kernel does in it, and its source. */
export function KernelsCard() {
  const studio = useStudio();
  const loaded = useStudioState((state) => state.loaded);
  const finished = useStudioState((state) => state.finished);
  const [seen, setSeen] = useState<{ loaded: typeof loaded; report: KernelReport } | null>(null);
  const [busy, setBusy] = useState(false);
  const [open, setOpen] = useState<Row | null>(null);
  const report = seen?.loaded === loaded ? seen?.report : null;
  const look = async (): Promise<void> => {
    setBusy(true);
    const found = await studio.ask.kernels();
    setBusy(false);
    if (found) setSeen({ loaded, report: found });
  };
  return (
    <section className="chart" aria-label="Kernels">
      <header className="chart-head">
        <h2>Where do my milliseconds go</h2>
        <span className="measure-space" />
        <button
          type="button"
          className="button"
          disabled={busy || !loaded || finished}
          title={finished ? 'The run has finished: reset it to look at its steps' : undefined}
          onClick={() => void look()}
        >
          {busy ? 'Looking' : 'Look'}
        </button>
      </header>
      {report && report.rows.length > 0 ? (
        <Kernels report={report} onOpen={setOpen} />
      ) : (
        <p className="hint chart-empty">
          {report ? 'no kernel ran' : 'Look: makes a few steps and times each kernel in them.'}
        </p>
      )}
      {open && <Source row={open} onClose={() => setOpen(null)} />}
    </section>
  );
}

function Kernels({ report, onOpen }: { readonly report: KernelReport; readonly onOpen: (row: Row) => void }) {
  const { steps, rows } = report;
  const total = rows.reduce((sum, { ms }) => sum + (ms ?? 0), 0);
  const isTimed = rows.some(({ ms }) => ms !== null);
  const each = (value: number): number => value / Math.max(1, steps);
  return (
    <>
      <p className="hint measure-words">
        {isTimed
          ? `By the GPU's clock ${formatNumber(each(total), 3)} ms a step, mean of ${formatCount(steps)}. Browsers make the clock coarse: what takes less than 0.1 ms is rough.`
          : `This GPU lends no clock: dispatches and bytes of a step, mean of ${formatCount(steps)}.`}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keys */}
      <section className="table-scroll" tabIndex={0} aria-label="Kernels of a step">
        <table className="kernels">
          <thead>
            <tr>
              <th scope="col">kernel</th>
              {isTimed && <th scope="col">ms</th>}
              {isTimed && <th scope="col">share</th>}
              <th scope="col">dispatches</th>
              <th scope="col">moved</th>
              <th scope="col">computed</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.name} ${row.wgsl.length}`}>
                <th scope="row">
                  <button type="button" className="kernel-name" onClick={() => onOpen(row)}>
                    {row.name}
                  </button>
                </th>
                {isTimed && <td>{row.ms === null ? '' : formatNumber(each(row.ms), 3)}</td>}
                {isTimed && <td>{total > 0 ? `${Math.round((100 * (row.ms ?? 0)) / total)} %` : ''}</td>}
                <td>{formatNumber(each(row.dispatches), 3)}</td>
                <td>{formatPrefixed(each(row.bytes), 'B')}</td>
                <td>{formatPrefixed(each(row.flops), 'flop')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

function Source({ row, onClose }: { readonly row: Row; readonly onClose: () => void }) {
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="popup dialog">
          <div className="dialog-head">
            <Dialog.Title className="dialog-title">{row.name}</Dialog.Title>
            <Dialog.Close render={<IconButton icon="close" label="Close" />} />
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keys */}
          <section className="kernel-source" tabIndex={0} aria-label="WGSL source">
            <pre>
              <code>{row.wgsl}</code>
            </pre>
          </section>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
