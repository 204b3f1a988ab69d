import { describe, expect, it } from 'vitest';
import { Cabinet } from '../../share/autosave/cabinet';
import { memoryFolder } from '../../share/autosave/folder.testing';
import { RunGallery } from './gallery';
import { contentOf, runFrom } from './kept-run';
import { quietStudio } from './studio.testing';

const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1, 2, 3);

async function gallery({ open, faults, files } = memoryFolder(), picture: Uint8Array | null = PNG) {
  const given = await quietStudio();
  const { studio } = given;
  let count = 0;
  const own = new RunGallery({
    store: studio.store,
    history: studio.history,
    library: studio.library,
    openText: (text) => studio.openText(text),
    picture: async () => picture,
    cabinet: new Cabinet('runs', open),
    now: () => new Date(Date.UTC(2026, 0, 1, 0, 0, ++count)),
    newId: () => `run-${files.size}-${count}`,
  });
  await own.open();
  const runs = () => own.store.getState().runs ?? [];
  const names = (): string[] => runs().map(({ name }) => name);
  return { ...given, gallery: own, runs, names, folder: { open, faults, files } };
}

describe('kept runs', () => {
  it('hold scene, method, numbers, curves and a picture over a reload', async () => {
    const first = await gallery();
    first.studio.setParameter('Re', 250);
    for (let k = 0; k < 5; k++) await first.step(7);
    await first.gallery.pin();
    const [run] = first.runs();
    expect(run).toMatchObject({ method: 'flow', seed: 0, adapter: 'fake', step: 35, pinned: true });
    expect(run!.curves.steps).toEqual(Float64Array.of(7, 14, 21, 28, 35));
    expect(run!.metrics.energy!.value).toBeGreaterThan(0);
    const second = await gallery(first.folder);
    expect(second.runs()).toEqual(first.runs());
    await second.gallery.reopen(run!.id);
    expect(second.store.getState().parameters.Re).toBe(250);
  });

  it('are renamed, deleted, and brought back', async () => {
    const { gallery: own, runs, names, folder } = await gallery();
    await own.pin();
    await own.pin();
    const [newest, oldest] = runs();
    expect(newest!.name).toBe(`${oldest!.name} (2)`);
    await own.rename(newest!.id, '  finer\n grid ');
    await own.rename(newest!.id, '   ');
    expect(names()).toEqual(['finer grid', oldest!.name]);
    await own.remove(oldest!.id);
    expect(names()).toEqual(['finer grid']);
    expect(folder.files.size).toBe(1);
    await own.undo();
    expect(names()).toEqual(['finer grid', oldest!.name]);
    await own.undo();
    expect(runs()).toHaveLength(2);
  });

  it('make room: the oldest that is not pinned goes, and that is said; where all are pinned the new one is refused', async () => {
    const { gallery: own, runs, notices } = await gallery();
    for (let k = 0; k < 40; k++) await own.pin();
    const [oldest, ...others] = [...runs()].reverse();
    await own.pin();
    expect(runs()).toHaveLength(40);
    expect(notices()).toMatch(/delete or unpin/);
    await own.setPinned(oldest!.id, false);
    await own.setPinned(others[0]!.id, false);
    await own.pin();
    expect(runs()).toHaveLength(40);
    expect(runs().some(({ id }) => id === oldest!.id)).toBe(false);
    expect(runs().some(({ id }) => id === others[0]!.id)).toBe(true);
    expect(notices()).toContain(`${oldest!.name} had to go for it`);
  });

  it('are bounded in bytes as well', async () => {
    const large = new Uint8Array(390_000);
    large.set(PNG);
    const { gallery: own, runs } = await gallery(memoryFolder(), large);
    for (let k = 0; k < 40; k++) {
      await own.pin();
      await own.setPinned(runs()[0]!.id, false);
    }
    expect(runs()).toHaveLength(40);
    const bytes = runs().reduce((sum, { picture }) => sum + picture!.length, 0);
    expect(bytes).toBeLessThanOrEqual(32e6);
  });

  it('go into a file and come back from it', async () => {
    const first = await gallery();
    await first.step(3);
    await first.gallery.pin();
    const file = await first.gallery.fileOf(first.runs()[0]!.id);
    const second = await gallery();
    await second.gallery.takeFile(file!);
    expect(second.runs()[0]).toMatchObject({ ...first.runs()[0], id: second.runs()[0]!.id });
  });

  it('are not kept where the browser has no room, and that is said', async () => {
    const { gallery: own, runs, notices, folder } = await gallery();
    folder.faults.quota = 10;
    await own.pin();
    expect(runs()).toEqual([]);
    expect(notices()).toMatch(/no room for the run/);
  });
});

describe('a file from outside', () => {
  it('is refused in one line where it is none, was changed, or is too long', async () => {
    const { gallery: own, runs, notices, step } = await gallery();
    await step(3);
    await own.pin();
    const bytes = new Uint8Array(await (await own.fileOf(runs()[0]!.id))!.arrayBuffer());
    await own.takeFile(new File(['hello'], 'hello.txt'));
    expect(notices()).toContain('hello.txt is no checkpoint');
    bytes[60]! ^= 1;
    await own.takeFile(new File([bytes], 'changed.run'));
    expect(notices()).toContain('changed.run is damaged');
    await own.takeFile(new File([new Uint8Array(4_000_001)], 'long.run'));
    expect(notices()).toContain('long.run has 4000001 bytes');
    expect(runs()).toHaveLength(1);
  });

  it('is refused by the name of what is wrong in it', async () => {
    const { gallery: own, runs, step, studio } = await gallery();
    await step(3);
    await step(3);
    await own.pin();
    const [run] = runs();
    const good = contentOf(run!);
    const isScene = (text: string): void => void studio.library.parse(text);
    const read = (change: { about?: object; numbers?: object; arrays?: object }) => () =>
      runFrom(
        'id',
        {
          about: { ...good.about, ...change.about },
          state: {
            ...good.state,
            numbers: { ...good.state.numbers, ...change.numbers },
            arrays: { ...good.state.arrays, ...change.arrays },
          },
        },
        isScene,
      );
    expect(read({})()).toEqual({ ...run, id: 'id' });
    expect(read({ about: { kind: '"other"' } })).toThrow('kind');
    expect(read({ about: { name: '3' } })).toThrow('name');
    expect(read({ about: { date: '"soon"' } })).toThrow('date');
    expect(read({ about: { scene: '"{}"' } })).toThrow('version');
    expect(read({ numbers: { step: Number.NaN } })).toThrow('step');
    expect(read({ arrays: { steps: new ArrayBuffer(8) } })).toThrow('curves');
    expect(read({ arrays: { steps: new Float64Array([6, 3]).buffer } })).toThrow('grow');
    expect(read({ arrays: { times: new ArrayBuffer(3) } })).toThrow('times');
    expect(read({ arrays: { picture: new TextEncoder().encode('<svg onload=alert(1)>').buffer } })).toThrow('picture');
    expect(read({ about: { units: 'null' } })().curves.columns[0]!.unit).toBe('');
  });
});
