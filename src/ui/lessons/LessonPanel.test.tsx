import { readFileSync } from 'node:fs';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it, vi } from 'vitest';
import { lessonOf } from '../../state/lessons/lesson';
import { quietStudio } from '../../state/runs/studio.testing';
import { StudioContext } from '../studio';
import { LessonPanel } from './LessonPanel';

const read = (name: string) =>
  lessonOf(readFileSync(new URL(`../../../public/lessons/${name}.md`, import.meta.url), 'utf8'));

it('a lesson is drawn as elements, its text as text', async () => {
  const { studio } = await quietStudio();
  const draw = (lesson: ReturnType<typeof read>) =>
    renderToStaticMarkup(
      <StudioContext value={studio}>
        <LessonPanel lesson={lesson} onClose={vi.fn()} />
      </StudioContext>,
    );
  const html = draw(read('multigrid-frequencies'));
  expect(html).toContain('<h2>What multigrid does to each frequency</h2>');
  expect(html).toContain('Three products of sines, 64 cells</span></button>');
  expect(html).toContain('<ol><li>Reset, and make <em>one step</em>');
  expect(html).toContain('Lesson: 0 of 1 achieved');
  expect(html).toContain('Not yet.');
  const hostile = draw(lessonOf('# <b>x</b>\n\n<img src=x onerror=alert(1)> [a](javascript:alert(1))'));
  expect(hostile).toContain('&lt;img src=x onerror=alert(1)&gt;');
  expect(hostile).not.toMatch(/<img|<b>|href/);
});
