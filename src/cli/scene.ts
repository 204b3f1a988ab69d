import { readFile, stat } from 'node:fs/promises';
import { parseSceneText, presetById, type Scene } from '../../scenes';
import { CAPS } from '../../solvers/base/caps';
import { isLink } from '../share/is-link';
import { decodeLink } from '../share/link';
import { refuse } from './arguments';

/** The scene that a word of the command line names: a link, a scene file, or a preset's id. */
export async function readScene(word: string): Promise<Scene> {
  if (isLink(word)) return (await decodeLink(word)).scene;
  const looksLikePath = /[\\/]|\.json$/i.test(word);
  const found = await stat(word).catch(() => null);
  if (!found?.isFile()) {
    if (looksLikePath) throw refuse(`scene: there is no file ${JSON.stringify(word)}`, 'scene');
    return presetById(word).scene;
  }
  // A preset's id means the preset, even where a file of that name lies around.
  if (!looksLikePath && /^[a-z0-9-]+$/.test(word)) return presetById(word).scene;
  if (found.size > CAPS.sceneBytes) {
    throw refuse(`scene: ${word} has ${found.size} bytes, over the limit ${CAPS.sceneBytes}: it is no scene`, 'scene');
  }
  return parseSceneText(await readFile(word, 'utf8'));
}
