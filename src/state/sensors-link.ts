import { resolve, type Scene } from '../../scenes';
import type { Point } from '../../scenes/drawn';
import { Failure } from '../../solvers/base/result';
import type { DrawnHost } from './drawn-host';
import { noiseOf, type SensorChange, scattered, sensorsOf, withoutSensor, withReadings, withSensor } from './sensors';

/** A sensor is taken away from so near, as a part of the domain's sides. */
const REACH = 0.04;

/**
 * Drops, removes or scatters sensors: all of them read the hidden truth anew, so that one noise is in all readings, and
 * the training goes on with them from its weights.
 * @throws Failure 'bad-input' in one line; the scene stays
 */
export async function changeSensors(
  { store, engine, goOn }: DrawnHost,
  field: string,
  change: SensorChange,
): Promise<void> {
  const { scene: present, say, notify } = store.getState();
  const scene = present as Scene;
  const places = changed(scene, field, change);
  if (!places) return notify('info', 'There is no sensor to take away: point at one.');
  const noise = change.kind === 'noise' ? change.noise : noiseOf(scene, field);
  const truth = places.length > 0 ? await readings(scene, field, places, engine()) : [];
  await goOn(withReadings(scene, field, places, truth, noise));
  const count = places.length === 1 ? '1 sensor reads' : `${places.length} sensors read`;
  say(`${count} ${field}, with noise of ${Number((100 * noise).toPrecision(3))} %.`);
}

function changed(scene: Scene, field: string, change: SensorChange): readonly Point[] | null {
  const places = sensorsOf(scene, field);
  if (change.kind === 'drop') return withSensor(scene, places, change.at);
  if (change.kind === 'remove') return withoutSensor(scene, places, change.at, REACH);
  return change.kind === 'count' ? scattered(scene, places, change.count) : places;
}

async function readings(
  scene: Scene,
  field: string,
  places: readonly Point[],
  engine: ReturnType<DrawnHost['engine']>,
): Promise<readonly number[]> {
  const unknown = resolve(scene).problem.inferred?.find(({ truth }) => truth === null);
  if (unknown) {
    const { name } = unknown;
    throw new Failure(
      'bad-input',
      `Nobody knows the true ${name}, so nothing can be measured: give it as the value, and a start to "infer" it from.`,
      `parameters.${name}.infer`,
    );
  }
  if (!engine) throw new Failure('lost', 'Nothing runs that could be measured.');
  const values = await engine.sense(
    field,
    Float64Array.from(places, ([x]) => x),
    Float64Array.from(places, ([, y]) => y),
  );
  return Array.from(values);
}
