import { useEffect, useRef, useState } from 'react';
import { useStudio } from '../studio';
import { type Listed, listLessons, openLesson, openLessonFile } from './open';

/** The lessons that come with the site, and a way in for one's own. */
export function LessonList({ onOpen }: { readonly onOpen: () => void }) {
  const studio = useStudio();
  const [lessons, setLessons] = useState<readonly Listed[]>([]);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    let isWanted = true;
    void listLessons().then((found) => isWanted && setLessons(found));
    return () => {
      isWanted = false;
    };
  }, []);
  return (
    <section aria-label="Lessons">
      <div className="lesson-list-head">
        <h3 className="topic">Lessons</h3>
        <button type="button" className="button" onClick={() => input.current?.click()}>
          From a file
        </button>
        <input
          ref={input}
          type="file"
          accept=".md,text/markdown"
          hidden
          onChange={({ target }) => {
            const file = target.files?.[0];
            if (!file) return;
            onOpen();
            void openLessonFile(studio, file);
          }}
        />
      </div>
      <ul className="lesson-list">
        {lessons.map(({ name, title, words }) => (
          <li key={name}>
            <button
              type="button"
              className="lesson-card"
              onClick={() => {
                onOpen();
                void openLesson(studio, name);
              }}
            >
              <span className="card-title">{title}</span>
              <span className="card-text">{words}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
