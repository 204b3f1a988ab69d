import { CopyNumber } from './CopyNumber';
import { type Gauge, gaugesOf, positionOf, type Zone } from './gaugeZones';
import { Heading } from './Heading';
import { useStudioState } from './studio';

/** A zone in a word: colour is never alone. */
const WORDS: Readonly<Record<Zone, string>> = { good: 'fine', watch: 'watch', bad: 'too high' };

/** Whether grid and step suit the present state, number by number. */
export function Gauges() {
  const method = useStudioState((state) => state.loaded?.method);
  const notes = useStudioState((state) => state.loaded?.notes);
  const metrics = useStudioState((state) => state.metrics);
  const gauges = method === undefined ? [] : gaugesOf({ method, metrics, notes: notes ?? [] });
  if (gauges.length === 0) return null;
  return (
    <section aria-labelledby="gauges-title">
      <Heading id="gauges-title" title="Gauges" />
      <ul className="gauges">
        {gauges.map((gauge) => (
          <GaugeRow key={gauge.name} gauge={gauge} />
        ))}
      </ul>
    </section>
  );
}

function GaugeRow({ gauge }: { readonly gauge: Gauge }) {
  const { title, value, zone, words } = gauge;
  return (
    <li className="gauge" title={words}>
      <span className="gauge-title">{title}</span>
      <CopyNumber name={title} value={value} unit="" />
      <span className={`gauge-zone gauge-${zone}`}>{WORDS[zone]}</span>
      <span className="gauge-bar" aria-hidden="true">
        <span className="gauge-needle" style={{ left: `${100 * positionOf(gauge)}%` }} />
      </span>
      <span className="visually-hidden">{words}</span>
    </li>
  );
}
