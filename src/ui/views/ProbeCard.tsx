import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { AlignedData } from 'uplot';
import { ChartCard } from '../ChartCard';
import { Choice } from '../Choice';
import { formatNumber } from '../format';
import { useStudio, useStudioState } from '../studio';
import { Probe } from './probe';

/** One field at one point over the run. */
export function ProbeCard() {
  const studio = useStudio();
  const loaded = useStudioState((state) => state.loaded);
  const cursor = useStudioState((state) => state.cursor);
  const first = useStudioState((state) => state.panes[0]?.settings.field ?? '');
  const [wanted, setWanted] = useState<string | null>(null);
  const [x0 = 0, x1 = 1, y0 = 0, y1 = 1] = loaded?.extent ?? [];
  const [at, setAt] = useState<readonly [number, number] | null>(null);
  const middle = useMemo(() => [(x0 + x1) / 2, (y0 + y1) / 2] as const, [x0, x1, y0, y1]);
  const probe = useMemo(() => new Probe(studio, middle), [studio, middle]);
  useEffect(() => probe.watch(), [probe]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another domain has another middle
  useEffect(() => setAt(null), [middle]);
  useSyncExternalStore(probe.history.subscribe, probe.history.version);
  const move = (next: readonly [number, number]): void => {
    setAt(next);
    probe.move(next);
  };
  const { fields = [] } = loaded ?? {};
  const field = [wanted, first, fields[0]?.name].find((name) => fields.some((own) => own.name === name)) ?? null;
  const { steps, times, values } = probe.history.series(field === null ? [] : [field]);
  const [x, y] = at ?? middle;
  const place = `x = ${formatNumber(x, 3)}${loaded?.overTime ? '' : `, y = ${formatNumber(y, 3)}`}`;
  const isTimed = loaded?.hasPast ?? false;
  const data = [isTimed ? times : steps, Array.from(values[0] ?? [])] as unknown as AlignedData;
  return (
    <div className="measure-card">
      <ChartCard
        title={`At ${place}`}
        abscissa={isTimed ? 't' : 'step'}
        log={false}
        series={[{ label: field ?? '', unit: fields.find(({ name }) => name === field)?.unit ?? '', colour: 1 }]}
        data={data}
        action={
          <>
            {field !== null && (
              <Choice
                label="Field at the probe"
                value={field}
                options={fields.map(({ name, title }) => ({ value: name, label: title }))}
                onChange={setWanted}
              />
            )}
            <button
              type="button"
              className="button"
              disabled={!cursor}
              title="Click or tab into a picture and move the cross by arrow keys, then take its place"
              onClick={() => cursor && move([cursor.x, cursor.y])}
            >
              Take the cross
            </button>
          </>
        }
      />
      <form className="probe-place" aria-label="Place of the probe">
        <Coordinate name="x" value={x} low={x0} high={x1} onChange={(next) => move([next, y])} />
        {!loaded?.overTime && <Coordinate name="y" value={y} low={y0} high={y1} onChange={(next) => move([x, next])} />}
      </form>
    </div>
  );
}

function Coordinate({
  name,
  value,
  low,
  high,
  onChange,
}: {
  readonly name: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly onChange: (value: number) => void;
}) {
  return (
    <label>
      <i>{name}</i>
      <input
        type="range"
        aria-label={`${name} of the probe`}
        min={low}
        max={high}
        step={(high - low) / 200}
        value={value}
        onChange={({ target }) => onChange(Number(target.value))}
      />
    </label>
  );
}
