import './space.css';
import { useEffect, useMemo, useState } from 'react';
import { latest } from '../../engine/latest';
import type { FieldInSpace, SpaceQuestion } from '../../worker/inside';
import type { Cuts, FieldInfo } from '../../worker/protocol';
import { Choice } from '../Choice';
import { formatNumber } from '../format';
import { useStudio, useStudioState } from '../studio';
import { fieldInWords } from './words';

const AXES = ['x', 'y', 'z'] as const;
/** Azimuth and elevation from which one looks. */
const LOOKS = {
  corner: { label: 'from the corner', orbit: [-0.6, 0.72] },
  x: { label: 'along x', orbit: [Math.PI / 2, 0] },
  y: { label: 'along y', orbit: [0, 0] },
  z: { label: 'along z', orbit: [0, 1.5] },
} as const;
/** Where nobody has turned it yet. */
const ASKEW = [0.5, 0.4] as const;

/** What is drawn of a field in space: planes, a level surface, or a flat map of one plane; and the field in words. */
export function SpaceBar({ index }: { readonly index: number }) {
  const settings = useStudioState((state) => state.panes[index]?.settings);
  const field = useStudioState((state) => state.loaded?.fields.find(({ name }) => name === settings?.field));
  if (!settings?.cuts || !field?.box) return null;
  return <Bar index={index} field={field} cuts={settings.cuts} box={field.box} isFlat={settings.mode !== 'volume'} />;
}

function Bar({
  index,
  field,
  cuts,
  box,
  isFlat,
}: {
  readonly index: number;
  readonly field: FieldInfo;
  readonly cuts: Cuts;
  readonly box: NonNullable<FieldInfo['box']>;
  readonly isFlat: boolean;
}) {
  const studio = useStudio();
  const orbit = useStudioState((state) => state.panes[index]?.camera.orbit);
  const range = useStudioState((state) => state.ranges[index]);
  const { setPane, moveCamera } = studio.store.getState();
  const change = (next: Partial<Cuts>): void => setPane(index, { cuts: { ...cuts, ...next } });
  /** One place of the planes in all pictures. */
  const moveTo = (axis: number, at: number): void => {
    const planes = cuts.planes.map((own, k) => (k === axis ? at : own)) as unknown as Cuts['planes'];
    for (const [k, pane] of studio.store.getState().panes.entries()) {
      if (pane.settings.cuts) setPane(k, { cuts: { ...pane.settings.cuts, planes } });
    }
  };
  const [, , least = 0, largest = 1] = range ?? [];
  const look = Object.entries(LOOKS).find(([, own]) => own.orbit.every((angle, k) => angle === orbit?.[k]))?.[0];
  // The list must stay as it is: where a chosen item goes away, the select falls back to its first value.
  const [own, setOwn] = useState<readonly [number, number]>(ASKEW);
  useEffect(() => {
    if (orbit && !look) setOwn(orbit);
  }, [orbit, look]);
  const axes = isFlat ? ([2] as const) : ([0, 1, 2] as const);
  return (
    <section className="space-bar" aria-label={`Planes and surfaces of picture ${index + 1}`}>
      <div className="space-sliders">
        {axes.map((axis) => {
          const [low, high] = box[axis]!;
          return (
            <Slide
              key={axis}
              name={AXES[axis]}
              label={`Plane across ${AXES[axis]}`}
              value={cuts.planes[axis]}
              low={low}
              high={high}
              shown={isFlat || cuts.shown[axis]}
              onShow={
                isFlat
                  ? null
                  : (on) =>
                      change({ shown: cuts.shown.map((own, k) => (k === axis ? on : own)) as unknown as Cuts['shown'] })
              }
              onMove={(at) => moveTo(axis, at)}
            />
          );
        })}
        {!isFlat && (
          <Slide
            name="level"
            label="Level surface"
            value={cuts.level ?? least + 0.7 * (largest - least)}
            low={least}
            high={largest}
            shown={cuts.level !== null}
            onShow={(on) => change({ level: on ? least + 0.7 * (largest - least) : null })}
            onMove={(level) => change({ level })}
          />
        )}
      </div>
      <div className="space-looks">
        <Choice
          label={`Kind of picture ${index + 1}`}
          value={isFlat ? 'flat' : 'space'}
          options={[
            { value: 'space', label: 'in space' },
            { value: 'flat', label: 'flat, across z' },
          ]}
          onChange={(kind) => setPane(index, { mode: kind === 'flat' ? 'map' : 'volume' })}
        />
        {!isFlat && (
          <Choice
            label="Look"
            value={look ?? 'own'}
            options={[
              ...Object.entries(LOOKS).map(([value, { label }]) => ({ value, label })),
              { value: 'own', label: 'turned by hand' },
            ]}
            onChange={(next) => moveCamera({ orbit: LOOKS[next as keyof typeof LOOKS]?.orbit ?? own })}
          />
        )}
      </div>
      <Words field={field} at={cuts.planes} />
    </section>
  );
}

function Slide({
  name,
  label,
  value,
  low,
  high,
  shown,
  onShow,
  onMove,
}: {
  readonly name: string;
  readonly label: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly shown: boolean;
  /** Null where it is always there. */
  readonly onShow: ((on: boolean) => void) | null;
  readonly onMove: (value: number) => void;
}) {
  return (
    <div className="space-slide">
      {onShow ? (
        <button
          type="button"
          className="button"
          aria-pressed={shown}
          aria-label={`Show ${label.toLowerCase()}`}
          onClick={() => onShow(!shown)}
        >
          {name}
        </button>
      ) : (
        <i>{name}</i>
      )}
      <input
        type="range"
        aria-label={label}
        aria-valuetext={formatNumber(value, 3)}
        min={low}
        max={high}
        step={(high - low) / 200 || 1}
        value={value}
        disabled={!shown}
        onChange={({ target }) => onMove(Number(target.value))}
      />
      <span className="space-value" aria-hidden="true">
        {formatNumber(value, 3)}
      </span>
    </div>
  );
}

/** The field where the planes meet, and its extremes; said when hands and run rest. */
function Words({ field, at }: { readonly field: FieldInfo; readonly at: Cuts['planes'] }) {
  const studio = useStudio();
  const step = useStudioState((state) => state.step);
  const running = useStudioState((state) => state.running && !state.finished);
  const pictures = useStudioState((state) => state.pictures > 0);
  const [seen, setSeen] = useState<FieldInSpace | null>(null);
  const ask = useMemo(
    () =>
      latest(
        async (question: SpaceQuestion) => {
          const [found] = (await studio.ask.engine?.space(question)) ?? [];
          setSeen(found ?? null);
        },
        () => setSeen(null),
      ),
    [studio],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: another step has another field
  useEffect(() => {
    if (pictures) ask({ names: [field.name], at });
  }, [ask, field.name, at, step, pictures]);
  const words = seen?.name === field.name ? fieldInWords(seen, field.title, field.unit, at) : '';
  return (
    <p className="space-words" role="status" aria-live={running ? 'off' : 'polite'}>
      {words}
    </p>
  );
}
