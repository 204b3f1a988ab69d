import type { Studio } from '../state/studio';
import { colormap } from '../view/colormaps';
import { colormapBytes } from '../view/colormaps/colours';
import { formatNumber, formatUnit, ticks } from './format';

const PAD = 28;
const BAR = 14;
const CAPTION = 34;
const FOOT = 64;

/** Which panes, and how many times as large as on the screen; all of them and once where it is left out. */
interface FigureWish {
  readonly panes?: readonly number[];
  readonly scale?: number;
}

/** What is written around the pictures. */
interface FigureWords {
  readonly title: string;
  readonly note: string;
  readonly surface: string;
  readonly ink: string;
  readonly panels: readonly {
    readonly title: string;
    readonly colormap: string;
    readonly range: readonly [number, number];
  }[];
}

/** Panes as one PNG with titles, colour bars and the run's place and time; null where nothing can be drawn. */
export async function figureOf(studio: Studio, wish: FigureWish = {}): Promise<Blob | null> {
  const pictures = await picturesOf(studio, wish);
  if (!pictures) return null;
  const { step, time, past } = studio.store.getState();
  const canvas = document.createElement('canvas');
  drawFigure(canvas, pictures, wordsOf(studio, wish, past?.step ?? step, past?.time ?? time), wish.scale ?? 1);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}

/** The panes as they are drawn now; null where they cannot be had, which is then said. */
export async function picturesOf(studio: Studio, { panes, scale = 1 }: FigureWish): Promise<ImageBitmap[] | null> {
  const pictures: ImageBitmap[] = [];
  for (const index of panes ?? studio.store.getState().panes.keys()) {
    const blob = await studio.ask.capture(index, scale);
    if (!blob) return null;
    pictures.push(await createImageBitmap(blob));
  }
  return pictures.length > 0 ? pictures : null;
}

/** What is written around the pictures of a moment, in the page's own colours. */
export function wordsOf(studio: Studio, wish: FigureWish, step: number, time: number): FigureWords {
  const { panes, ranges, view, loaded, theme } = studio.store.getState();
  const style = getComputedStyle(document.documentElement);
  return {
    title: view?.title ?? '',
    note: loaded?.hasPast ? `step ${step}, t = ${formatNumber(time)}` : `step ${step}`,
    surface: style.getPropertyValue('--surface') || (theme === 'dark' ? '#15181c' : '#ffffff'),
    ink: style.getPropertyValue('--ink') || '#1a1c1e',
    panels: [...(wish.panes ?? panes.keys())].map((index) => {
      const settings = panes[index]?.settings;
      const field = loaded?.fields.find(({ name }) => name === settings?.field);
      const [low, high] = settings?.range ?? ranges[index] ?? [0, 0];
      return {
        title: `${field?.title ?? ''} (${formatUnit(field?.unit ?? '')})`,
        colormap: settings?.colormap ?? '',
        range: [low, high],
      };
    }),
  };
}

/** Draws pictures with their titles and colour bars on a canvas, which takes their size: even, as videos need it. */
export function drawFigure(
  canvas: HTMLCanvasElement,
  pictures: readonly ImageBitmap[],
  { title, note, surface, ink, panels }: FigureWords,
  scale: number,
): void {
  const cell = {
    width: Math.max(...pictures.map(({ width }) => width)) / scale,
    height: Math.max(...pictures.map(({ height }) => height)) / scale,
  };
  const columns = cell.width > 1.6 * cell.height ? 1 : Math.min(2, pictures.length);
  const rows = Math.ceil(pictures.length / columns);
  const size = [columns * (cell.width + PAD) + PAD, rows * (cell.height + CAPTION + FOOT) + PAD + CAPTION];
  [canvas.width, canvas.height] = size.map((length) => 2 * Math.round((scale * length!) / 2)) as [number, number];
  const context = canvas.getContext('2d');
  if (!context) return;
  context.scale(scale, scale);
  context.fillStyle = surface;
  context.fillRect(0, 0, canvas.width, canvas.height);
  const write = (
    text: string,
    x: number,
    y: number,
    points: number,
    weight = 400,
    align: CanvasTextAlign = 'left',
  ): void => {
    context.fillStyle = ink;
    context.font = `${weight} ${points}px system-ui, sans-serif`;
    context.textAlign = align;
    context.fillText(text, x, y);
  };
  // A long title must not run into the time.
  context.font = '400 15px system-ui, sans-serif';
  const room = size[0]! - 2 * PAD;
  const noteWidth = context.measureText(note).width;
  context.font = '600 20px system-ui, sans-serif';
  const fits = context.measureText(title).width + noteWidth + PAD <= room;
  write(title, PAD, PAD + (fits ? 12 : 4), fits ? 20 : 16, 600);
  if (fits) write(note, size[0]! - PAD, PAD + 12, 15, 400, 'right');
  else write(note, PAD, PAD + 23, 13);
  for (const [i, picture] of pictures.entries()) {
    const x = PAD + (i % columns) * (cell.width + PAD);
    const y = PAD + CAPTION + Math.floor(i / columns) * (cell.height + CAPTION + FOOT);
    const panel = panels[i]!;
    write(panel.title, x, y + 18, 15, 500);
    context.drawImage(picture, x, y + CAPTION - 4, picture.width / scale, picture.height / scale);
    drawBar(x, y + CAPTION + cell.height + 6, panel);
  }

  function drawBar(x: number, y: number, { colormap: name, range: [low, high] }: FigureWords['panels'][number]): void {
    if (!context) return;
    const bytes = colormapBytes(colormap(name).name);
    for (let i = 0; i < cell.width; i += 1) {
      const at = 3 * Math.round((255 * i) / Math.max(1, cell.width - 1));
      context.fillStyle = `rgb(${bytes[at]} ${bytes[at + 1]} ${bytes[at + 2]})`;
      context.fillRect(x + i, y, Math.min(1.5, cell.width - i), BAR);
    }
    for (const tick of ticks(low, high, 6)) {
      write(formatNumber(tick, 3), x + ((tick - low) / (high - low)) * cell.width, y + BAR + 18, 13, 400, 'center');
    }
  }
}
