import { useState } from 'react';
import type { AlignedData } from 'uplot';
import { formatNumber, formatUnit } from './format';
import { IconButton } from './IconButton';
import { Plot, type PlotSeries } from './Plot';
import { useStudio } from './studio';

/** Rows of the table; the copy has them all. */
const ROWS = 40;

/** A chart with its legend, and the same numbers as a table. */
export function ChartCard(props: {
  readonly title: string;
  readonly abscissa: string;
  readonly log: boolean;
  /** The abscissa is logarithmic as well. */
  readonly logAbscissa?: boolean;
  /** A control in the head. */
  readonly action?: React.ReactNode;
  readonly series: readonly PlotSeries[];
  readonly data: AlignedData;
}) {
  const { title, series, data } = props;
  const studio = useStudio();
  const [table, setTable] = useState(false);
  const copy = (): void => {
    navigator.clipboard?.writeText(tabSeparated(props)).then(
      () => studio.store.getState().notify('info', `${title}: all ${data[0].length} rows were copied.`),
      () => studio.store.getState().notify('warning', 'This browser did not let the numbers be copied.'),
    );
  };
  return (
    <section className="chart" aria-label={title}>
      <header className="chart-head">
        <div className="chart-title">
          <h2>{title}</h2>
          <ul className="legend">
            {series.map(({ label, colour, points }) => (
              <li key={label}>
                <span
                  className={`legend-mark ${points ?? 'line'}`}
                  style={{ '--mark': `var(--series-${colour})` } as React.CSSProperties}
                />
                {label}
              </li>
            ))}
          </ul>
        </div>
        {props.action}
        {table && <IconButton icon="copy" label={`Copy all numbers of ${title}`} onClick={copy} />}
        <IconButton
          icon="table"
          label={`Show ${title} as a table`}
          aria-pressed={table}
          onClick={() => setTable(!table)}
        />
      </header>
      {table ? <DataTable {...props} /> : <Plot {...props} />}
    </section>
  );
}

function DataTable({ title, abscissa, series, data }: Parameters<typeof ChartCard>[0]) {
  const length = data[0].length;
  const every = Math.max(1, Math.ceil(length / ROWS));
  const rows = Array.from({ length: Math.ceil(length / every) }, (_, i) => Math.min(length - 1, i * every));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keys
    <section className="table-scroll" tabIndex={0} aria-label={`${title}, numbers`}>
      <table>
        <caption className="visually-hidden">
          {title}, {rows.length} of {length} rows
        </caption>
        <thead>
          <tr>
            <th scope="col">{abscissa}</th>
            {series.map(({ label, unit }) => (
              <th key={label} scope="col">
                {label} ({formatUnit(unit)})
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row}>
              <th scope="row">{formatNumber(data[0][row] as number)}</th>
              {series.map(({ label }, i) => (
                <td key={label}>{cell(data[i + 1]?.[row])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function cell(value: number | null | undefined): string {
  return value === null || value === undefined || Number.isNaN(value) ? '' : formatNumber(value, 6);
}

function tabSeparated({ abscissa, series, data }: Parameters<typeof ChartCard>[0]): string {
  const head = [abscissa, ...series.map(({ label, unit }) => `${label} (${formatUnit(unit)})`)].join('\t');
  const rows = Array.from({ length: data[0].length }, (_, row) => data.map((column) => column[row] ?? '').join('\t'));
  return [head, ...rows].join('\n');
}
