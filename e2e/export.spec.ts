import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } from 'mediabunny';
import type { Download, Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { type NpyArray, readH5, readNpz } from '../solvers/io';
import type { Envelope, Taken } from '../src/worker/protocol';
import { violationsOf } from './axe';
import { sceneHash } from './scenes';
import { eventually, PHONE, type StudioPage, sharedStudio } from './studio';

const stage = sharedStudio();

/** A flow on few cells that ends after some hundred steps. */
const SHORT = sceneHash(
  'cavity-re100',
  'grid.n=16',
  'coordinates.t=[0,2]',
  'view.panes=[{"field":"vorticity","contours":true},{"field":"speed"}]',
);

async function finished({ page }: StudioPage): Promise<void> {
  await page
    .getByText(/^Finished/)
    .first()
    .waitFor({ state: 'attached' });
}

async function saved(page: Page, press: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download') as Promise<Download>, press()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

function file(page: Page, dialog: Locator, title: string): Promise<{ name: string; bytes: Buffer }> {
  return saved(page, () => dialog.getByRole('button', { name: `Save ${title}`, exact: true }).click());
}

async function choose(page: Page, label: string, option: RegExp | string): Promise<void> {
  await page.getByRole('combobox', { name: label }).click();
  await page.getByRole('option', { name: option }).click();
}

function trackOf(bytes: Buffer) {
  return new Input({ formats: ALL_FORMATS, source: new BufferSource(bytes) }).getPrimaryVideoTrack();
}

/** Packets of a video: when each frame begins and how long it stands, seconds. */
async function framesOf(bytes: Buffer): Promise<{ timestamp: number; duration: number }[]> {
  const track = (await trackOf(bytes))!;
  const frames: { timestamp: number; duration: number }[] = [];
  for await (const { timestamp, duration } of new EncodedPacketSink(track).packets())
    frames.push({ timestamp, duration });
  return frames;
}

/** What a browser's own player makes of a video: its size, how long it is, and how many different frames it shows. */
async function played(page: Page, bytes: Buffer, type: string, times: readonly number[]) {
  // A page without the studio's policy may play from an address that holds the data.
  const player = await page.context().newPage();
  const source = `data:video/${type};base64,${bytes.toString('base64')}`;
  const seen = await player.evaluate(
    async ([address, moments]) => {
      const video = document.createElement('video');
      video.muted = true;
      const heard = (name: string) =>
        new Promise((resolve, reject) => {
          video.addEventListener(name, resolve, { once: true });
          video.addEventListener('error', () => reject(new Error(video.error?.message)), { once: true });
        });
      const begins = heard('loadeddata');
      video.src = address;
      await begins;
      const { videoWidth: width, videoHeight: height } = video;
      const context = new OffscreenCanvas(width, height).getContext('2d')!;
      const frames = new Set<string>();
      for (const moment of moments) {
        const arrives = heard('seeked');
        video.currentTime = moment;
        await arrives;
        // A frame may be shown some time after it was sought.
        const from = performance.now();
        let shown = '';
        do {
          await new Promise(requestAnimationFrame);
          context.drawImage(video, 0, 0);
          shown = context.getImageData(0, 0, width, height).data.join();
        } while (frames.has(shown) && performance.now() - from < 5000);
        frames.add(shown);
      }
      return { size: [width, height], seconds: video.duration, frames: frames.size };
    },
    [source, times] as const,
  );
  await player.close();
  return seen;
}

function pngSize(bytes: Buffer): readonly [number, number] {
  expect(bytes.toString('latin1', 1, 4)).toBe('PNG');
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

describe('export', () => {
  it('numbers in five formats are those of the page; pictures, drawings and scripts hold what they say', () =>
    stage.open({ hash: SHORT }, async (studio) => {
      const { page } = studio;
      await finished(studio);
      const taken = ((await studio.call('take')) as Envelope<Taken>).value!;
      const fields = taken.fields.map(({ name, values }) => [name, Float32Array.from(Object.values(values))] as const);
      await page.locator('body').press('e');
      const dialog = page.getByRole('dialog', { name: 'Export' });
      await dialog.getByRole('tab', { name: 'Data' }).click();
      await page.screenshot({ path: '.cache/e2e/export-data.png' });
      await eventually(() => violationsOf(page)).toEqual([]);

      const csv = await file(page, dialog, 'CSV');
      expect(csv.name).toBe('cavity-re100.csv');
      const [head, ...lines] = csv.bytes.toString().trimEnd().split('\n');
      expect(head).toBe(['t', 'x', 'y', ...fields.map(([name]) => name)].join(','));
      const table = lines.map((line) => line.split(',').map(Number));
      expect(table).toHaveLength(256);
      for (const [k, [, values]] of fields.entries()) {
        expect(table.map((row) => Math.fround(row[3 + k]!))).toEqual([...values]);
      }
      const same = (arrays: ReadonlyMap<string, NpyArray>): void => {
        for (const [name, values] of fields) expect(arrays.get(name)).toEqual({ shape: [16, 16], data: values });
        expect([...arrays.get('x')!.data]).toEqual(table.slice(0, 16).map((row) => row[1]));
      };
      same(readNpz((await file(page, dialog, 'NumPy (npz)')).bytes));
      same(await readH5((await file(page, dialog, 'HDF5')).bytes));
      const vtk = await file(page, dialog, 'VTK');
      expect(vtk.name).toBe('cavity-re100.vti');
      const [, body] = new RegExp(`Name="${fields[0]![0]}" format="binary">([^<]*)<`).exec(vtk.bytes.toString())!;
      expect(new Float32Array(Uint8Array.from(Buffer.from(body!, 'base64')).buffer.slice(8))).toEqual(fields[0]![1]);
      const curves = (await file(page, dialog, 'Curves (CSV)')).bytes.toString().split('\n');
      expect(curves[0]).toMatch(/^step,t,/);
      expect(curves.length).toBeGreaterThan(3);
      await dialog.getByRole('button', { name: 'Save Weights (safetensors)' }).click();
      await page.getByText(/trains nothing/).waitFor();

      await dialog.getByRole('tab', { name: 'Picture' }).click();
      const press = () => dialog.getByRole('button', { name: 'Save the picture' }).click();
      const once = pngSize((await saved(page, press)).bytes);
      await choose(page, 'Size of the picture', 'twice as large');
      const twice = pngSize((await saved(page, press)).bytes);
      // Sizes are rounded to whole, even pixels.
      expect(Math.abs(twice[0] - 2 * once[0]) + Math.abs(twice[1] - 2 * once[1])).toBeLessThanOrEqual(8);
      await choose(page, 'Format of the picture', /^SVG/);
      const svg = (await saved(page, press)).bytes.toString();
      expect(svg).toContain('Lid-driven cavity');
      expect(svg.match(/<path d="M[^"]*L/g)!.length).toBeGreaterThan(20);
      await page.screenshot({ path: '.cache/e2e/export-picture.png' });
      const print = await page.context().newPage();
      await print.setContent(svg);
      await print.screenshot({ path: '.cache/e2e/export-drawing.png', fullPage: true });
      await print.close();

      await dialog.getByRole('tab', { name: 'Code' }).click();
      const script = await file(page, dialog, 'the Python script');
      expect(script.name).toBe('cavity-re100.py');
      expect(script.bytes.toString()).toContain('dde.grad.jacobian');
      const python = spawnSync('python3', ['-c', 'import sys, ast; ast.parse(sys.stdin.read())'], {
        input: script.bytes,
      });
      if (!python.error) expect(python.status, python.stderr.toString()).toBe(0);
      const scene = await file(page, dialog, 'the scene file');
      expect(JSON.parse(scene.bytes.toString())).toMatchObject({ id: 'cavity-re100', grid: { n: 16 } });
      await page.screenshot({ path: '.cache/e2e/export-code.png' });

      await page.evaluate(() => Reflect.deleteProperty(globalThis, 'VideoEncoder'));
      await dialog.getByRole('tab', { name: 'Video' }).click();
      await dialog.getByText(/This browser has no video encoder/).waitFor();
      await page.keyboard.press('Escape');
      await eventually(() => dialog.count()).toBe(0);
    }));

  it('on a phone, videos have one frame for each state, at its time; a long one can be cancelled', () =>
    stage.open({ hash: SHORT, viewport: PHONE, deviceScaleFactor: 1 }, async (studio) => {
      const { page } = studio;
      await finished(studio);
      await page.getByRole('tab', { name: 'View' }).click();
      await page.getByRole('button', { name: /^Export/ }).click();
      const dialog = page.getByRole('dialog', { name: 'Export' });
      await page.screenshot({ path: '.cache/e2e/export-phone.png' });
      await dialog.getByRole('tab', { name: 'Video' }).click();
      const record = () => dialog.getByRole('button', { name: 'Record' }).click();

      // What the timeline has kept: distances in time as they were.
      await choose(page, 'Format of the video', 'WebM');
      await dialog.getByRole('spinbutton', { name: 'Frames at most' }).fill('3');
      const kept = await framesOf((await saved(page, record)).bytes);
      // A quick run ends before the timeline has kept more than its start and its end.
      expect([2, 3]).toContain(kept.length);
      // WebM counts milliseconds; n frames at 30 a second span n - 1 of them.
      expect(kept[0]!.timestamp).toBe(0);
      expect(Math.abs(kept.at(-1)!.timestamp - (kept.length - 1) / 30)).toBeLessThan(0.002);
      await dialog.getByText(new RegExp(`^${kept.length} frames, .*steps \\d+ to \\d+`)).waitFor();

      await choose(page, 'States of the video', 'from the start');
      await dialog.getByRole('spinbutton', { name: 'Frames', exact: true }).fill('4');
      await dialog.getByRole('spinbutton', { name: 'Steps per frame' }).fill('3');
      await choose(page, 'Frames a second', /^10/);
      const webm = await saved(page, record);
      const anew = await framesOf(webm.bytes);
      expect(anew.map(({ timestamp }) => Math.round(1000 * timestamp))).toEqual([0, 100, 200, 300]);
      await dialog.getByText(/^4 frames, .*steps 0 to 9/).waitFor();
      expect(await studio.rest()).toBe(9);

      // The same as MP4, by AVC where the browser has it: as many frames, as large as the picture, and they differ.
      await choose(page, 'Format of the video', 'MP4');
      const mp4 = await saved(page, record);
      await dialog.getByText(/^4 frames, .*steps 0 to 9/).waitFor();
      expect(mp4.name).toBe('cavity-re100.mp4');
      const hasAvc = await page.evaluate(async () => {
        const wish = { codec: 'avc1.420028', width: 640, height: 640 };
        return (await VideoEncoder.isConfigSupported(wish)).supported;
      });
      for (const [video, type] of [
        [webm.bytes, 'webm'],
        [mp4.bytes, 'mp4'],
      ] as const) {
        const track = (await trackOf(video))!;
        if (type === 'webm' || hasAvc) expect(await track.getCodec()).toBe(type === 'webm' ? 'vp9' : 'avc');
        const frames = await framesOf(video);
        expect(frames.map(({ timestamp }) => Math.round(1000 * timestamp))).toEqual([0, 100, 200, 300]);
        const size = [await track.getDisplayWidth(), await track.getDisplayHeight()];
        expect(Math.min(...size)).toBeGreaterThan(200);
        const shown = await played(page, video, type, [0.05, 0.15, 0.25, 0.35]);
        expect(shown).toMatchObject({ size, frames: 4 });
        // Four frames of a tenth of a second; WebM may leave out how long the last one stands.
        expect(shown.seconds).toBeGreaterThan(0.29);
        expect(shown.seconds).toBeLessThan(0.41);
      }
      await page.screenshot({ path: '.cache/e2e/export-video-phone.png' });
      await eventually(() => violationsOf(page)).toEqual([]);

      await choose(page, 'States of the video', 'from here on');
      await dialog.getByRole('spinbutton', { name: 'Frames', exact: true }).fill('2000');
      await record();
      await dialog.getByText(/^[1-9]\d* of 2000 frames/).waitFor();
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await dialog.getByText('Cancelled.').waitFor();
    }));
});
