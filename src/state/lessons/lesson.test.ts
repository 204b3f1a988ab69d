import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loaders } from '../../../solvers/methods';
import { planScene } from '../../worker/start';
import { type Check, judgeCheck, lessonOf } from './lesson';

const block = (kind: string, json: object): string => `# L\n\n\`\`\`${kind}\n${JSON.stringify(json)}\n\`\`\`\n`;
const folder = new URL('../../../public/lessons/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.md'));

describe('lessons that come along', () => {
  it('are all in the list, with the titles that they have', () => {
    const listed = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8'));
    expect(listed.map(({ name }: { name: string }) => `${name}.md`).sort()).toEqual([...files].sort());
    for (const { name, title } of listed) {
      expect(lessonOf(readFileSync(new URL(`${name}.md`, folder), 'utf8')).title).toBe(title);
    }
  });

  it.each(files)('%s has scenes that a method takes, and ends with something to achieve', async (file) => {
    const { parts } = lessonOf(readFileSync(new URL(file, folder), 'utf8'));
    expect(parts.filter(({ kind }) => kind === 'check').length).toBeGreaterThan(0);
    const scenes = parts.filter((part) => part.kind === 'scene');
    expect(scenes.length).toBeGreaterThan(0);
    for (const { scene } of scenes) {
      const { method = '' } = scene;
      expect(planScene(scene, { [method]: await loaders[method]!() }).method.id).toBe(method);
    }
    const ids = scenes.map(({ scene }) => scene.id);
    for (const part of parts) if (part.kind === 'check') for (const id of part.scenes) expect(ids).toContain(id);
  });
});

describe('a block of a lesson', () => {
  it.each([
    ['scene', { preset: 'nowhere' }, 'nowhere'],
    ['scene', {}, 'either'],
    ['scene', { preset: 'poisson', scene: {} }, 'either'],
    ['scene', { preset: 'poisson', set: ['grid.n=no'] }, 'grid.n'],
    ['scene', { scene: { version: 1 } }, 'id'],
    ['check', { words: 'x' }, 'needs'],
    ['check', { words: 'x', metrics: { relL2: {} } }, 'needs'],
    ['check', { metrics: { relL2: { below: 1 } } }, 'words'],
  ])('that does not hold is refused with its line: %s %j', (kind, json, why) => {
    expect(() => lessonOf(block(kind, json))).toThrow(new RegExp(`line 3.*${why}`, 's'));
  });

  it('of another kind is shown as code', () => {
    expect(lessonOf('```python\nprint(1)\n```').parts).toEqual([{ kind: 'code', text: 'print(1)' }]);
    expect(() => lessonOf('```check\n{\n```')).toThrow('line 1');
    expect(() => lessonOf('x'.repeat(200_001))).toThrow('over the limit');
  });
});

describe('a check', () => {
  const standing = {
    scene: 'poisson',
    method: 'pinn',
    cells: [64, 32],
    metrics: { relL2: { value: 0.005 } },
    parameters: { k: 3 },
  };
  const judge = (json: object) =>
    judgeCheck(lessonOf(block('check', { words: 'x', ...json })).parts[1] as Check, standing);

  it.each([
    [{ metrics: { relL2: { below: 0.01 } } }, true],
    [{ metrics: { relL2: { below: 0.001 } } }, false],
    [{ metrics: { relL2: { below: 0.01, above: 0.006 } } }, false],
    [{ metrics: { loss: { below: 1 } } }, false],
    [{ metrics: { relL2: { below: 0.01 } }, parameters: { k: { above: 2 } }, cells: { above: 63 } }, true],
    [{ metrics: { relL2: { below: 0.01 } }, cells: { above: 64 } }, false],
    [{ metrics: { relL2: { below: 0.01 } }, methods: ['pinn'], scenes: ['poisson'] }, true],
    [{ metrics: { relL2: { below: 0.01 } }, methods: ['fno'] }, false],
    [{ metrics: { relL2: { below: 0.01 } }, scenes: ['heat'] }, false],
  ])('%j is met: %s', (json, isMet) => {
    expect(judge(json).isMet).toBe(isMet);
  });

  it('tells the numbers that it looked at', () => {
    const { values } = judge({ metrics: { relL2: { below: 1 }, loss: { below: 1 } }, cells: { above: 1 } });
    expect(values).toEqual([
      { name: 'relL2', value: 0.005 },
      { name: 'loss', value: null },
      { name: 'cells', value: 64 },
    ]);
  });
});
