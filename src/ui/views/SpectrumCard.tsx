import { useMemo, useState } from 'react';
import type { AlignedData } from 'uplot';
import type { Scene } from '../../../scenes';
import type { Studio } from '../../state/studio';
import { spectrumOf } from '../../worker/compare/spectrum';
import type { ShownField } from '../../worker/protocol';
import { ChartCard } from '../ChartCard';
import { Choice } from '../Choice';
import { useStudioState } from '../studio';
import { useLooked } from '../useLooked';

/** Time between two looks, ms. */
const LOOK_MS = 1000;

type Looked = { readonly field: ShownField } | null;

/** How much of a field has how many waves across the domain. */
export function SpectrumCard() {
  const scene = useStudioState((state) => state.scene) as Scene | null;
  const loaded = useStudioState((state) => state.loaded);
  const first = useStudioState((state) => state.panes[0]?.settings.field ?? '');
  const drawn = useStudioState((state) => state.pictures > 0);
  const [wanted, setWanted] = useState<string | null>(null);
  const { fields = [] } = loaded ?? {};
  const name = [wanted, first, fields[0]?.name].find((own) => fields.some((field) => field.name === own)) ?? null;
  // Another field is another look.
  const look = useMemo(
    () =>
      async (studio: Studio): Promise<Looked> => {
        const field = name === null ? null : await studio.ask.engine?.field(name).catch(() => null);
        return field ? { field } : null;
      },
    [name],
  );
  const looked = useLooked<Looked>(null, look, LOOK_MS, drawn);
  const alongX = loaded?.overTime ?? false;
  const spectrum = useMemo(() => {
    if (!looked || !scene) return null;
    const { x, y, values } = looked.field;
    const isPeriodic = [isPeriodicIn(scene, 'x'), isPeriodicIn(scene, 'y')] as const;
    return spectrumOf({ x, y }, { isPeriodic, alongX }, [[values, values]]);
  }, [looked, scene, alongX]);
  const choice = name !== null && (
    <Choice
      label="Field of the spectrum"
      value={name}
      options={fields.map((field) => ({ value: field.name, label: field.title }))}
      onChange={setWanted}
    />
  );
  if (!spectrum) {
    return (
      <section className="chart" aria-label="Spectrum">
        <header className="chart-head">
          <h2>Spectrum</h2>
          {choice}
        </header>
        <p className="hint chart-empty">
          {looked ? 'not on uneven points, nor where the field has holes' : 'after the first steps'}
        </p>
      </section>
    );
  }
  const unit = fields.find((field) => field.name === name)?.unit ?? '';
  const data = [Array.from(spectrum.waves), Array.from(spectrum.error, (size) => (size > 0 ? size : null))];
  return (
    <ChartCard
      title="Spectrum"
      abscissa="waves across the domain"
      log
      series={[{ label: 'root mean square', unit, colour: 1 }]}
      data={data as unknown as AlignedData}
      action={choice}
    />
  );
}

function isPeriodicIn({ conditions = [] }: Scene, axis: string): boolean {
  return conditions.some(({ on, is }) => on.trim() === axis && [is].flat().includes('periodic'));
}
