import { applySettings, presetById } from '../scenes';
import { encodeLink } from '../src/share/link';

/** The hash of a link to a preset with settings such as `grid.n=32`. */
export function sceneHash(preset: string, ...settings: readonly string[]): string {
  return encodeLink(applySettings(presetById(preset).scene, settings));
}

/** A scene that a software adapter steps in a few milliseconds. */
export const SMALL = sceneHash('cavity-re100', 'grid.n=32');
/** As small, but far from steady, and so from its end, for as long as a test looks at it: after 9,000 steps. */
export const LONG = sceneHash('cavity-re3200', 'grid.n=32');
