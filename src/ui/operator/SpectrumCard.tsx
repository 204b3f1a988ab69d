import { useMemo } from 'react';
import type { AlignedData } from 'uplot';
import type { OperatorSight } from '../../worker/inside';
import { ChartCard } from '../ChartCard';
import { aliasingInWords } from './words';

/** Both answers by wave number: where the grid ends, where the layers end, and what is made up beyond. */
export function SpectrumCard({
  sight,
  modes,
}: {
  readonly sight: OperatorSight | null;
  readonly modes: number | null;
}) {
  const spectrum = sight?.spectrum ?? null;
  const data = useMemo(() => {
    if (!spectrum) return null;
    // A logarithm has no zero; the gap says so.
    const positive = (values: Float64Array) => Array.from(values, (value) => (value > 0 ? value : null));
    const columns = [spectrum.solved, spectrum.answer, spectrum.difference].map(positive);
    return [Array.from(spectrum.waves), ...columns] as unknown as AlignedData;
  }, [spectrum]);
  if (!sight || !spectrum || !data) {
    return (
      <section className="chart" aria-label="Spectrum">
        <header className="chart-head">
          <h2>Spectrum</h2>
        </header>
        <p className="hint chart-empty">after the first look</p>
      </section>
    );
  }
  const series = [
    { label: 'solver', unit: '', colour: 3 },
    { label: 'operator', unit: '', colour: 1 },
    { label: 'difference', unit: '', colour: 2 },
  ];
  return (
    <div className="spectrum">
      <ChartCard title="Spectrum" abscissa="waves across the domain" log series={series} data={data} />
      <p className="anatomy-words">{aliasingInWords(spectrum, Math.max(...sight.shape), modes)}</p>
    </div>
  );
}
