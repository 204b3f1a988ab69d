import { expect, it } from 'vitest';
import { saveBattery } from './battery';
import { createStudioStore } from './store';

/** A studio that runs, a battery and a page, all doubles; `wants` is the visitor's preference. */
function desk() {
  const store = createStudioStore();
  const studio = {
    store,
    run: async () => void store.getState().giveOrder(true),
    pause: async () => void store.getState().giveOrder(false),
  };
  const battery = Object.assign(new EventTarget(), { charging: false });
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' as DocumentVisibilityState });
  const preference = { wants: true };
  store.getState().giveOrder(true);
  const letGo = saveBattery(studio, battery, page as unknown as Document, () => preference.wants);
  const turn = (isHidden: boolean): void => {
    page.visibilityState = isHidden ? 'hidden' : 'visible';
    page.dispatchEvent(new Event('visibilitychange'));
  };
  const plug = (charging: boolean): void => {
    battery.charging = charging;
    battery.dispatchEvent(new Event('chargingchange'));
  };
  const runs = () => store.getState().running;
  const said = () => store.getState().notices.map(({ text }) => text);
  return { store, studio, preference, turn, plug, runs, said, letGo };
}

const SAID = 'Paused while hidden, on battery; now the run goes on.';

it('a hidden run on battery rests, and goes on when it is shown, which is said once', () => {
  const { turn, runs, said } = desk();
  turn(true);
  expect([runs(), said()]).toEqual([false, []]);
  turn(false);
  expect([runs(), said()]).toEqual([true, [SAID]]);
});

it('it goes on when the device is charged, and that is said when it is seen', () => {
  const { turn, plug, runs, said } = desk();
  plug(true);
  turn(true);
  expect(runs()).toBe(true);
  plug(false);
  expect(runs()).toBe(false);
  plug(true);
  expect([runs(), said()]).toEqual([true, []]);
  turn(false);
  expect([runs(), said()]).toEqual([true, [SAID]]);
});

it('a run that rested before goes on resting, and nothing is said', async () => {
  const { studio, turn, runs, said } = desk();
  await studio.pause();
  turn(true);
  turn(false);
  expect([runs(), said()]).toEqual([false, []]);
});

it('not where the visitor does not want it, nor afterwards', () => {
  const { preference, turn, runs, letGo } = desk();
  preference.wants = false;
  turn(true);
  expect(runs()).toBe(true);
  preference.wants = true;
  turn(false);
  letGo();
  turn(true);
  expect(runs()).toBe(true);
});
