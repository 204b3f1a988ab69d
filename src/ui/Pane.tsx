import { lazy, Suspense, useId } from 'react';
import { defaultCamera } from '../view/camera';
import { BrushButton } from './BrushButton';
import { Choice } from './Choice';
import { ColourBar } from './ColourBar';
import { CompareButton } from './CompareButton';
import { formatNumber, formatUnit } from './format';
import { IconButton } from './IconButton';
import { Layers } from './Layers';
import { PaneCanvas } from './PaneCanvas';
import { Summary } from './Summary';
import { useStudio, useStudioState } from './studio';

const SpaceBar = lazy(async () => ({ default: (await import('./space/SpaceBar')).SpaceBar }));
const BrushBar = lazy(async () => ({ default: (await import('./BrushBar')).BrushBar }));

/** One picture: which field, its layers, the canvas and the colour bar. */
export function Pane({ index }: { readonly index: number }) {
  const studio = useStudio();
  const pane = useStudioState((state) => state.panes[index]);
  const fields = useStudioState((state) => state.loaded?.fields);
  const extent = useStudioState((state) => state.loaded?.extent);
  const painting = useStudioState((state) => state.painting === index);
  const summary = useId();
  if (!pane || !fields || !extent) return null;
  const field = fields.find(({ name }) => name === pane.settings.field);
  const home = defaultCamera(extent);
  const away = pane.camera.zoom !== home.zoom || pane.camera.center.some((at, i) => at !== home.center[i]);
  return (
    <section className="pane" aria-label={`Picture ${index + 1}: ${field?.title ?? ''}`}>
      <div className="pane-head">
        <Choice
          label={`Field of picture ${index + 1}`}
          className="field-choice"
          value={pane.settings.field}
          options={fields.map(({ name, title }) => ({ value: name, label: title }))}
          onChange={(name) => studio.store.getState().setPane(index, { field: name })}
        />
        <span className="unit pane-unit">{formatUnit(field?.unit ?? '')}</span>
        {away && (
          <IconButton
            icon="fit"
            label="Show the whole domain"
            onClick={() => studio.store.getState().moveCamera(home)}
          />
        )}
        {index === 0 && <CompareButton />}
        <BrushButton index={index} />
        <Layers index={index} />
      </div>
      {painting && (
        <Suspense>
          <BrushBar index={index} />
        </Suspense>
      )}
      {field?.box && (
        <Suspense>
          <SpaceBar index={index} />
        </Suspense>
      )}
      <div className="pane-body">
        <PaneCanvas index={index} label={`${field?.title ?? 'Field'}, ${pane.settings.mode}`} describedBy={summary} />
        <Probe name={pane.settings.field} unit={field?.unit ?? ''} />
      </div>
      <ColourBar index={index} />
      <Summary id={summary} index={index} title={field?.title ?? ''} unit={field?.unit ?? ''} />
    </section>
  );
}

/** The point of the shared cursor and the value there. */
function Probe({ name, unit }: { readonly name: string; readonly unit: string }) {
  const cursor = useStudioState((state) => state.cursor);
  if (!cursor) return null;
  const value = cursor.values?.[name];
  return (
    <p className="probe" aria-hidden="true">
      <span>
        ({formatNumber(cursor.x, 3)}, {formatNumber(cursor.y, 3)}
        {cursor.z !== undefined && `, ${formatNumber(cursor.z, 3)}`})
      </span>
      {value !== undefined && (
        <span className="probe-value">
          {formatNumber(value)} {unit !== '' && <span className="unit">{unit}</span>}
        </span>
      )}
    </p>
  );
}
