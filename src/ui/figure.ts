import type { Studio } from '../state/studio';
import { colormap, colormapBytes } from '../view/colormaps';
import { formatNumber, formatUnit, ticks } from './format';

const PAD = 28;
const BAR = 14;
const CAPTION = 34;
const FOOT = 64;

/** All panes as one PNG with titles, colour bars and the run's place and time; null where nothing can be drawn. */
export async function figureOf(studio: Studio): Promise<Blob | null> {
  const { panes, ranges, view, step, time, loaded, theme } = studio.store.getState();
  const pictures: ImageBitmap[] = [];
  for (const index of panes.keys()) {
    const blob = await studio.ask.capture(index);
    if (!blob) return null;
    pictures.push(await createImageBitmap(blob));
  }
  if (pictures.length === 0) return null;
  const cell = { width: Math.max(...pictures.map((p) => p.width)), height: Math.max(...pictures.map((p) => p.height)) };
  const columns = cell.width > 1.6 * cell.height ? 1 : Math.min(2, pictures.length);
  const rows = Math.ceil(pictures.length / columns);
  const canvas = document.createElement('canvas');
  canvas.width = columns * (cell.width + PAD) + PAD;
  canvas.height = rows * (cell.height + CAPTION + FOOT) + PAD + CAPTION;
  const context = canvas.getContext('2d');
  if (!context) return null;
  const style = getComputedStyle(document.documentElement);
  context.fillStyle = style.getPropertyValue('--surface') || (theme === 'dark' ? '#15181c' : '#ffffff');
  context.fillRect(0, 0, canvas.width, canvas.height);
  const ink = style.getPropertyValue('--ink') || '#1a1c1e';
  const write = (
    text: string,
    x: number,
    y: number,
    size: number,
    weight = 400,
    align: CanvasTextAlign = 'left',
  ): void => {
    context.fillStyle = ink;
    context.font = `${weight} ${size}px system-ui, sans-serif`;
    context.textAlign = align;
    context.fillText(text, x, y);
  };
  write(view?.title ?? '', PAD, PAD + 12, 20, 600);
  write(`step ${step}, t = ${formatNumber(time)}`, canvas.width - PAD, PAD + 12, 15, 400, 'right');
  pictures.forEach((picture, i) => {
    const x = PAD + (i % columns) * (cell.width + PAD);
    const y = PAD + CAPTION + Math.floor(i / columns) * (cell.height + CAPTION + FOOT);
    const field = loaded?.fields.find(({ name }) => name === panes[i]?.settings.field);
    write(`${field?.title ?? ''} (${formatUnit(field?.unit ?? '')})`, x, y + 18, 15, 500);
    context.drawImage(picture, x, y + CAPTION - 4);
    drawBar(x, y + CAPTION + cell.height + 6, i);
  });
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));

  function drawBar(x: number, y: number, index: number): void {
    const [low, high] = panes[index]?.settings.range ?? ranges[index] ?? [0, 0];
    const bytes = colormapBytes(colormap(panes[index]?.settings.colormap ?? '').name);
    for (let i = 0; i < cell.width; i += 1) {
      const at = 3 * Math.round((255 * i) / Math.max(1, cell.width - 1));
      if (!context) return;
      context.fillStyle = `rgb(${bytes[at]} ${bytes[at + 1]} ${bytes[at + 2]})`;
      context.fillRect(x + i, y, 1, BAR);
    }
    for (const tick of ticks(low, high, 6)) {
      write(formatNumber(tick, 3), x + ((tick - low) / (high - low)) * cell.width, y + BAR + 18, 13, 400, 'center');
    }
  }
}
