import './lessons.css';
import { createRoot, type Root } from 'react-dom/client';
import { Failure } from '../../../solvers/base/result';
import { lessonOf, MOST_LESSON } from '../../state/lessons/lesson';
import type { Studio } from '../../state/studio';
import { Boundary } from '../Boundary';
import { StudioContext } from '../studio';
import { LessonPanel } from './LessonPanel';

/** A lesson in the list. */
export interface Listed {
  /** Of its file, without `.md`. */
  readonly name: string;
  readonly title: string;
  readonly words: string;
}

const NAME = /^[a-z0-9-]{1,80}$/;

let shown: { readonly root: Root; readonly host: HTMLElement } | null = null;

/** The lessons that come with the site; none where the list cannot be had. */
export async function listLessons(): Promise<readonly Listed[]> {
  const answer = await fetch(`${import.meta.env.BASE_URL}lessons/index.json`).catch(() => null);
  return answer?.ok ? ((await answer.json()) as Listed[]) : [];
}

/** Opens a lesson of the site beside the studio; one line where there is none. */
export async function openLesson(studio: Studio, name: string): Promise<void> {
  try {
    const answer = NAME.test(name) ? await fetch(`${import.meta.env.BASE_URL}lessons/${name}.md`) : null;
    if (!answer?.ok) throw new Failure('bad-input', `there is no lesson ${name}`, 'lesson');
    show(studio, await answer.text());
  } catch (error) {
    studio.report(error);
  }
}

/** Opens a lesson from a file of the visitor's own; one line where it does not hold. */
export async function openLessonFile(studio: Studio, file: File): Promise<void> {
  try {
    if (file.size > MOST_LESSON) {
      throw new Failure(
        'bad-input',
        `${file.name} has ${file.size} bytes; a lesson has at most ${MOST_LESSON}`,
        'lesson',
      );
    }
    show(studio, await file.text());
  } catch (error) {
    studio.report(error);
  }
}

/** Beside the studio, with a root of its own: the page's first download knows nothing of lessons. */
function show(studio: Studio, markdown: string): void {
  const lesson = lessonOf(markdown);
  close();
  const host = document.createElement('div');
  document.body.append(host);
  document.documentElement.dataset.lesson = '';
  const root = createRoot(host);
  shown = { root, host };
  root.render(
    <StudioContext value={studio}>
      <Boundary name="The lesson">
        <LessonPanel lesson={lesson} onClose={close} />
      </Boundary>
    </StudioContext>,
  );
}

function close(): void {
  delete document.documentElement.dataset.lesson;
  shown?.root.unmount();
  shown?.host.remove();
  shown = null;
}
