import { describe, expect, it } from 'vitest';
import { violationsOf } from './axe';
import { sceneHash } from './scenes';
import { eventually, PHONE, sharedStudio } from './studio';

const stage = sharedStudio();

/** Ends after some ten steps. */
const SHORT = sceneHash('cavity-re100', 'grid.n=16', 'coordinates.t=[0,0.2]');

describe('sharing', () => {
  it('a link with the numbers that a rerun must meet says that it was reproduced; there is a code and a file', async () => {
    let shared = '';
    await stage.open({ hash: SHORT, viewport: PHONE }, async ({ page }) => {
      await page
        .getByText(/^Finished/)
        .first()
        .waitFor({ state: 'attached' });
      await page.getByRole('button', { name: 'Share' }).click();
      const dialog = page.getByRole('dialog', { name: 'Share' });
      const link = dialog.getByRole('textbox', { name: /^Link/ });
      await eventually(() => link.inputValue()).toContain('#s=1.');
      const plain = await link.inputValue();
      await dialog.getByRole('checkbox', { name: /numbers that a rerun must meet/ }).check();
      await eventually(() => link.inputValue()).not.toBe(plain);
      shared = new URL(await link.inputValue()).hash;
      expect(await dialog.getByRole('img', { name: 'QR code of the link' }).count()).toBe(1);
      expect(await dialog.getByRole('button', { name: 'Save as a file' }).count()).toBe(1);
      await eventually(() => violationsOf(page)).toEqual([]);
      await page.screenshot({ path: '.cache/e2e/share-phone.png' });
    });
    await stage.open({ hash: shared }, async ({ page }) => {
      await eventually(() => page.locator('.reproduced').allInnerTexts()).toEqual([
        expect.stringMatching(/^Reproduced within tolerance on your GPU/),
      ]);
    });
  });

  it('a frame in another page hides and locks parts, obeys messages and tells how it goes', () =>
    stage.open({ hash: '#nothing', expected: ['no preset'] }, async ({ page }) => {
      const frame = `${stage.site.url}?embed&hide=problem,method&lock${SHORT}`;
      const holder = `<title>Holder</title><script>heard = []; onmessage = ({ data }) => heard.push(data)</script><iframe src="${frame}" width="900" height="600" title="A flow"></iframe>`;
      await page.route('**/holder.html', (route) => route.fulfill({ contentType: 'text/html', body: holder }));
      await page.goto(`${stage.site.url}holder.html`);
      const heard = (kind: string) =>
        page.evaluate(
          (name) =>
            (globalThis as unknown as { heard: { nablab: string }[] }).heard.filter(({ nablab }) => nablab === name),
          kind,
        );
      await eventually(async () => (await heard('ready')).length).toBe(1);
      await eventually(async () => (await heard('state')).at(-1)).toMatchObject({ finished: true, code: 'ok' });
      const inside = page.frameLocator('iframe');
      expect(await inside.locator('.problem').isVisible()).toBe(false);
      expect(await inside.locator('.pane-view').first().isVisible()).toBe(true);
      const send = (message: object) =>
        page.evaluate((data) => document.querySelector('iframe')!.contentWindow!.postMessage(data, '*'), message);
      await send({ nablab: 'pause' });
      await send({ nablab: 'set', name: 'Re', value: 50 });
      await send({ nablab: 'reset' });
      await eventually(async () => (await heard('state')).at(-1)).toMatchObject({ step: 0, parameters: { Re: 50 } });
      await send({ nablab: 'open', scene: {} });
      await eventually(async () => (await heard('error')).at(-1)).toMatchObject({
        text: expect.stringContaining('locked'),
      });
      await page.screenshot({ path: '.cache/e2e/embed.png' });
    }));
});
