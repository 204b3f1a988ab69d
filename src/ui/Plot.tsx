import { useEffect, useRef, useState } from 'react';
import type { AlignedData, Options, Series, default as UPlot } from 'uplot';
import { formatNumber, formatSplits, formatUnit } from './format';
import { useStudioState } from './studio';

/** One line or one set of points. */
export interface PlotSeries {
  readonly label: string;
  readonly unit: string;
  /** Number of the series' colour: --series-1 ... --series-5. */
  readonly colour: number;
  readonly points?: 'disc' | 'ring';
}

/** Mean width of a letter of the axes' labels, pixels. */
const LETTER = 5.8;

/** A drawing of aligned columns: the first is the abscissa. Its numbers are also in a table, see DataTable. */
export function Plot({
  title,
  abscissa,
  log,
  logAbscissa = false,
  series,
  data,
}: {
  readonly title: string;
  readonly abscissa: string;
  readonly log: boolean;
  readonly logAbscissa?: boolean;
  readonly series: readonly PlotSeries[];
  readonly data: AlignedData;
}) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | null>(null);
  const latest = useRef(data);
  latest.current = data;
  const theme = useStudioState((state) => state.theme);
  const [uplot, setUplot] = useState<typeof UPlot | null>(null);
  const shape = JSON.stringify(series);

  useEffect(() => {
    let wanted = true;
    void import('./uplot').then(
      (module) => wanted && setUplot(() => module.default),
      () => {},
    );
    return () => {
      wanted = false;
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` stands for the series, `theme` for the colours
  useEffect(() => {
    const element = box.current;
    if (!uplot || !element) return;
    const chart = new uplot(optionsFor(element, abscissa, { log, logAbscissa }, series), latest.current, element);
    plot.current = chart;
    const observer = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0)
        chart.setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
      plot.current = null;
    };
  }, [uplot, shape, theme, log, logAbscissa, abscissa]);

  useEffect(() => {
    plot.current?.setData(data);
  }, [data]);

  return (
    <div ref={box} className="plot" role="img" aria-label={`${title} over ${abscissa}; the numbers are in the table`} />
  );
}

function optionsFor(
  element: HTMLElement,
  abscissa: string,
  { log, logAbscissa }: { readonly log: boolean; readonly logAbscissa: boolean },
  series: readonly PlotSeries[],
): Options {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const font = `11px ${style.fontFamily}`;
  const axis = {
    stroke: colour('--ink-3'),
    font,
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: Math.max(1, element.clientWidth),
    height: Math.max(1, element.clientHeight),
    legend: { show: false },
    padding: [8, 12, 0, 0],
    cursor: { drag: { x: false, y: false }, points: { size: 5 } },
    scales: { x: logAbscissa ? { time: false, distr: 3 } : { time: false }, y: log ? { distr: 3 } : {} },
    axes: [
      {
        ...axis,
        size: 20,
        gap: 4,
        space: 56,
        label: `${abscissa} (values ${unitsOf(series)})`,
        labelSize: 15,
        labelGap: 0,
        labelFont: font,
        ...(logAbscissa ? { space: 24, filter: decades, grid: { ...axis.grid, filter: decades } } : {}),
        values: (_plot, splits, _axis, _space, step) => (logAbscissa ? splits.map(power) : formatSplits(splits, step)),
      },
      {
        ...axis,
        size: (_plot, labels) => Math.max(46, 10 + LETTER * Math.max(0, ...(labels ?? []).map(({ length }) => length))),
        gap: 4,
        space: log ? 18 : 28,
        ...(log ? { filter: decades, grid: { ...axis.grid, filter: decades } } : {}),
        values: (_plot, splits, _axis, _space, step) => (log ? splits.map(power) : formatSplits(splits, step)),
      },
    ],
    series: [
      { label: abscissa },
      ...series.map(({ label, colour: number, points }): Series => {
        const stroke = colour(`--series-${number}`);
        if (!points) return { label, stroke, width: 1.6, points: { show: isLone }, spanGaps: true };
        return {
          label,
          stroke,
          paths: () => null,
          points: {
            show: true,
            size: points === 'disc' ? 4 : 9,
            width: 1.2,
            stroke,
            fill: points === 'disc' ? stroke : 'transparent',
          },
        };
      }),
    ],
  };
}

/** A single number makes no line. */
function isLone({ data }: UPlot, index: number): boolean {
  return Array.from(data[index] ?? []).filter((value) => value !== null).length === 1;
}

function unitsOf(series: readonly PlotSeries[]): string {
  const units = [...new Set(series.map(({ unit }) => unit))];
  return units.length === 1 && units[0] === '' ? 'dimensionless' : `in ${units.map(formatUnit).join(', ')}`;
}

/** Whole powers of ten, at most five of them. */
function decades(_plot: UPlot, splits: readonly number[]): (number | null)[] {
  const isPower = (value: number): boolean => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-6;
  const powers = splits.filter(isPower);
  const every = Math.ceil(powers.length / 5);
  return splits.map((value) => (isPower(value) && powers.indexOf(value) % every === 0 ? value : null));
}

function power(value: number | null): string {
  return value === null ? '' : formatNumber(value, 1).replace('1\u202f×\u202f', '');
}
