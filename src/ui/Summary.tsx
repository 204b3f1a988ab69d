import { useEffect, useState } from 'react';
import { formatNumber, formatUnit } from './format';
import { useStudio, useStudioState } from './studio';

/** The picture in words, for those who do not see it: its range at once, then where it is least and largest. */
export function Summary({
  id,
  index,
  title,
  unit,
}: {
  readonly id: string;
  readonly index: number;
  readonly title: string;
  readonly unit: string;
}) {
  const range = useStudioState((state) => state.ranges[index]);
  const running = useStudioState((state) => state.running);
  const isTurned = useStudioState((state) => state.panes[index]?.settings.mode !== 'map');
  const places = usePlaces(index, unit);
  // While it runs the range changes several times a second: said only when it rests.
  const known =
    range && !running ? ` from ${formatNumber(range[0])} to ${formatNumber(range[1])}, ${formatUnit(unit)}` : '';
  return (
    <p id={id} className="visually-hidden">
      {title}
      {known}
      {places}. Arrow keys {isTurned ? 'turn it' : 'move a probe that reads values'}; plus and minus zoom.
    </p>
  );
}

/** Where a picture that rests is least and largest; empty until that is known. */
function usePlaces(index: number, unit: string): string {
  const studio = useStudio();
  const name = useStudioState((state) => state.panes[index]?.settings.field);
  const step = useStudioState((state) => state.step);
  // A field in space has words of its own.
  const isFlat = useStudioState((state) => !state.loaded?.fields.find((field) => field.name === name)?.box);
  const rests = useStudioState((state) => !state.running && state.pictures > 0) && isFlat;
  const [places, setPlaces] = useState('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: another step has another field
  useEffect(() => {
    setPlaces('');
    const { engine } = studio.ask;
    if (!rests || !name || !engine) return;
    let wanted = true;
    const look = async (): Promise<void> => {
      const { placesInWords } = await import('./places');
      const words = placesInWords(await engine.field(name), unit);
      if (wanted) setPlaces(words);
    };
    look().catch(() => {});
    return () => {
      wanted = false;
    };
  }, [studio, name, unit, step, rests]);
  return places;
}
