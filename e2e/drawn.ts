import { decodeLink } from '../src/share/link';
import { sceneHash } from './scenes';
import { eventually, type StudioPage } from './studio';

/** The scene that the page would share. */
export async function shared(studio: StudioPage) {
  await studio.page.getByRole('button', { name: 'Share', exact: true }).click();
  const field = studio.page.getByRole('textbox', { name: /^Link/ });
  await eventually(() => field.inputValue()).not.toBe('');
  const link = await field.inputValue();
  await studio.page.keyboard.press('Escape');
  return (await decodeLink(new URL(link).hash)).scene;
}

/** A viscosity to be found by a small network; what sensors read is given by a formula. */
export const INVERSE = sceneHash(
  'burgers-inverse',
  'grid.n=64',
  'recipes.pinn={"layers":1,"width":8,"points":100,"candidates":200,"startPoints":32,"redraw":0}',
  'exact={"u":"-sin(pi*x)*exp(-t)"}',
);

/** The sensors of the first picture, as many as that. */
export const sensors = ({ page }: StudioPage, count: number) =>
  page.getByRole('img', { name: new RegExp(`^${count} sensors?$`) }).first();

/** The obstacles of the scene that the page would share. */
export const bodies = async (studio: StudioPage) => (await shared(studio)).obstacles ?? [];
