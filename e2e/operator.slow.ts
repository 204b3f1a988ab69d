import { describe, it } from 'vitest';
import { sceneHash } from './scenes';
import { DESKTOP, eventually, sharedStudio } from './studio';

const stage = sharedStudio();

/** A solve and a training's first steps take tens of seconds on a software adapter beside other work. */
const PATIENCE = 100_000;

describe('a neural operator', () => {
  it(
    'trains from scratch at one click, with its curve, and takes the shipped weights back',
    () =>
      stage.open(
        {
          hash: sceneHash('burgers-operator', 'method=fno', 'grid.n=64'),
          viewport: DESKTOP,
          colorScheme: 'dark',
        },
        async (studio) => {
          const { page } = studio;
          await page.getByRole('button', { name: 'Operator', exact: true }).click({ timeout: PATIENCE });
          const panel = page.getByRole('group', { name: 'Operator', exact: true });
          await panel.getByRole('region', { name: 'Along the line' }).waitFor({ timeout: PATIENCE });
          await panel.getByRole('button', { name: 'Train from scratch' }).click();
          await eventually(() => panel.locator('.operator-training [role=status]').innerText(), PATIENCE).toMatch(
            /From scratch, step/,
          );
          await panel.getByRole('region', { name: 'Training' }).locator('canvas').waitFor({ timeout: PATIENCE });
          await page.screenshot({ path: '.cache/e2e/operator-training.png' });
          await panel.getByRole('button', { name: 'Take the shipped weights back' }).click();
          await eventually(() => panel.locator('.operator-training [role=status]').innerText(), PATIENCE).toMatch(
            /hipped weights/,
          );
        },
      ),
    PATIENCE,
  );
});
