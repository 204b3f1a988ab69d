import { applySettings, presetById } from '../scenes';
import { encodeLink } from '../src/share/link';

/** The hash of a link to a preset with settings such as `grid.n=32`. */
export function sceneHash(preset: string, ...settings: readonly string[]): string {
  return encodeLink(applySettings(presetById(preset).scene, settings));
}

/** A scene that a software adapter steps in a few milliseconds. */
export const SMALL = sceneHash('cavity-re100', 'grid.n=32');
