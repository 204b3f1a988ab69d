import { useMemo } from 'react';
import type { AlignedData } from 'uplot';
import type { Compared, Spectrum } from '../../worker/protocol';
import { ChartCard } from '../ChartCard';
import { spectrumInWords } from './words';

/** The other answer and the difference, by wave number: what a network learns last is seen here. */
export function SpectrumCard({
  spectrum,
  compared,
}: {
  readonly spectrum: Spectrum | null;
  readonly compared: Compared;
}) {
  const data = useMemo(() => (spectrum ? columnsOf(spectrum) : null), [spectrum]);
  if (!spectrum || !data) {
    return (
      <section className="chart" aria-label="Error by wave number">
        <header className="chart-head">
          <h2>Error by wave number</h2>
        </header>
        <p className="hint chart-empty">when {compared.rival} has its answer; not round bodies</p>
      </section>
    );
  }
  const series = [
    { label: compared.rival, unit: '', colour: 3 },
    { label: 'difference', unit: '', colour: 1 },
  ];
  return (
    <div className="spectrum">
      <ChartCard title="Error by wave number" abscissa="waves across the domain" log series={series} data={data} />
      <p className="anatomy-words">{spectrumInWords(spectrum)}</p>
    </div>
  );
}

/** A logarithm has no zero; the gap says so. */
function columnsOf({ waves, error, reference }: Spectrum): AlignedData {
  const positive = (values: Float64Array) => Array.from(values, (value) => (value > 0 ? value : null));
  return [Array.from(waves), positive(reference), positive(error)];
}
