import { expect, it } from 'vitest';
import { untilSaid } from './faults';
import { sceneHash } from './scenes';
import { sharedStudio } from './studio';

const stage = sharedStudio();
/** Goes on for longer than this test. */
const RESTLESS = sceneHash('cavity-re3200', 'grid.n=32');
/** A state is kept every five seconds: so long another may fail, too. */
const ANOTHER_MS = 7_000;

it('a browser without private files keeps nothing: it is said once, and the run goes on', () =>
  stage.open({ hash: RESTLESS, before: withoutFiles }, async (studio) => {
    await untilSaid(studio, /its state was not kept/);
    await studio.untilStep((await studio.step()) + 200);
    await studio.page.waitForTimeout(ANOTHER_MS);
    expect((await studio.notices.allInnerTexts()).filter((text) => text.includes('not kept'))).toHaveLength(1);
  }));

function withoutFiles(): void {
  StorageManager.prototype.getDirectory = () => Promise.reject(new DOMException('none here', 'SecurityError'));
}
