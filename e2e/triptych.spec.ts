import { AxeBuilder } from '@axe-core/playwright';
import { describe, expect, it } from 'vitest';
import { DESKTOP, eventually, PHONE, type StudioPage, sharedStudio } from './studio';

const stage = sharedStudio();

/** A network's first steps take tens of seconds on a software adapter, beside compiling and other work. */
const PATIENCE = 280_000;

async function violations({ page }: StudioPage): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

/** The three values at the cursor, as numbers. */
async function readings({ page }: StudioPage): Promise<number[]> {
  const texts = await page.locator('.readings td').allInnerTexts();
  return texts.map((text) =>
    Number(text.replace('−', '-').replace(/\u202f?×\u202f10(.*)/, (_, power) => `e${plain(power)}`)),
  );
}

const plain = (power: string): string =>
  [...power].map((digit) => (digit === '⁻' ? '-' : String('⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(digit)))).join('');

async function threeAnswers(studio: StudioPage): Promise<void> {
  await studio.untilDrawn();
  await studio.page.getByRole('button', { name: 'Three answers' }).click();
  await eventually(() => studio.page.locator('.pane').count(), PATIENCE).toBe(3);
}

describe('three answers', () => {
  it(
    'of a steady scene: the network, multigrid and their difference, one cursor, and a verdict, on a desktop',
    () =>
      stage.open({ hash: '#poisson', viewport: DESKTOP }, async (studio) => {
        const { page } = studio;
        await threeAnswers(studio);
        const titles = await page.locator('.field-choice').allInnerTexts();
        expect(titles.map((title) => title.trim())).toEqual(['u, network', 'u, multigrid', 'Difference in u']);
        await eventually(() => page.locator('.verdict').innerText(), PATIENCE).toMatch(
          /multigrid: .* in .*s; .*network: .* after/,
        );
        const box = (await studio.picture(1).boundingBox())!;
        await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
        await eventually(() => page.locator('.cross').count()).toBe(3);
        await eventually(async () => (await readings(studio)).filter(Number.isFinite).length, PATIENCE).toBe(3);
        const [network, multigrid, difference] = (await readings(studio)) as [number, number, number];
        // Four digits are shown of each.
        expect(Math.abs(network - multigrid - difference)).toBeLessThan(
          2e-3 * (Math.abs(network) + Math.abs(multigrid)),
        );
        // Keys move the one cursor as well.
        const place = () => page.locator('.readings thead th').first().innerText();
        const before = await place();
        await studio.picture(2).focus();
        await page.keyboard.press('Shift+ArrowRight');
        await eventually(place).not.toBe(before);
        expect(await page.locator('.chart', { hasText: 'multigrid' }).count()).toBe(1);
        await eventually(() => violations(studio)).toEqual([]);
        await page.screenshot({ path: '.cache/e2e/triptych-desktop.png' });
        // Back to one answer: the network goes on alone.
        await page.getByRole('button', { name: 'One answer' }).click();
        await eventually(() => page.locator('.compare-bar').count(), PATIENCE).toBe(0);
      }),
    PATIENCE,
  );

  it(
    'over time, a swipe apart on a phone; the link opens them again',
    () =>
      stage.open({ hash: '#burgers', viewport: PHONE, colorScheme: 'dark', hasTouch: true }, async (studio) => {
        const { page } = studio;
        await threeAnswers(studio);
        const tabs = page.locator('.swipe-tabs button');
        expect(await tabs.allInnerTexts()).toEqual(['network', 'time stepping', 'difference']);
        await tabs.nth(1).click();
        await eventually(() => tabs.nth(1).getAttribute('aria-pressed')).toBe('true');
        await eventually(async () => (await studio.picture(1).boundingBox())!.x).toBeLessThan(PHONE.width / 4);
        expect(await violations(studio)).toEqual([]);
        await page.screenshot({ path: '.cache/e2e/triptych-phone.png' });
        await page.getByRole('button', { name: 'Share' }).click();
        await eventually(() => page.url()).toContain('#s=1.');
        await page.reload();
        await eventually(() => page.locator('.pane').count(), PATIENCE).toBe(3);
        await eventually(() => tabs.count(), PATIENCE).toBe(3);
      }),
    PATIENCE,
  );
});
