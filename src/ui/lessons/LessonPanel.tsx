import { useEffect, useRef, useState } from 'react';
import type { Check, Lesson, LiveScene, Part } from '../../state/lessons/lesson';
import { Equation } from '../Equation';
import { Icon } from '../Icon';
import { IconButton } from '../IconButton';
import { useStudio } from '../studio';
import { CheckRow } from './CheckRow';
import { Line } from './Line';
import { useStanding } from './useStanding';

/** A lesson: its text, scenes that open at a click, and what the reader must achieve. */
export function LessonPanel({ lesson, onClose }: { readonly lesson: Lesson; readonly onClose: () => void }) {
  const checks = lesson.parts.filter((part): part is Check => part.kind === 'check');
  const [achieved, setAchieved] = useState<ReadonlySet<Check>>(new Set());
  const [opened, setOpened] = useState<LiveScene | null>(null);
  const [isFolded, setFolded] = useState(false);
  const standing = useStanding(checks);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus(), []);
  const onMet = (check: Check): void => setAchieved((before) => new Set([...before, check]));
  return (
    <aside className="lesson" data-folded={isFolded} aria-label={`Lesson: ${lesson.title}`} ref={panel} tabIndex={-1}>
      <header className="lesson-head">
        <p className="lesson-progress" role="status">
          {checks.length === 0
            ? 'Lesson'
            : achieved.size === checks.length
              ? 'Lesson: all achieved'
              : `Lesson: ${achieved.size} of ${checks.length} achieved`}
        </p>
        <button
          type="button"
          className="button lesson-fold"
          aria-expanded={!isFolded}
          onClick={() => setFolded(!isFolded)}
        >
          {isFolded ? 'Read' : 'Fold'}
        </button>
        <IconButton icon="close" label="Close the lesson" onClick={onClose} />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keys */}
      <section className="lesson-text" tabIndex={0} aria-label="Text of the lesson" hidden={isFolded}>
        {lesson.parts.map((part, k) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place
          <PartView key={k} part={part} opened={opened} onOpen={setOpened}>
            {part.kind === 'check' && (
              <CheckRow check={part} standing={standing} isAchieved={achieved.has(part)} onMet={onMet} />
            )}
          </PartView>
        ))}
      </section>
    </aside>
  );
}

function PartView({
  part,
  opened,
  onOpen,
  children,
}: {
  readonly part: Part;
  readonly opened: LiveScene | null;
  readonly onOpen: (scene: LiveScene) => void;
  readonly children: React.ReactNode;
}) {
  const studio = useStudio();
  switch (part.kind) {
    case 'heading': {
      // The page has its own first heading.
      const Heading = (['h2', 'h3', 'h4'] as const)[part.level - 1]!;
      return (
        <Heading>
          <Line parts={part.children} />
        </Heading>
      );
    }
    case 'paragraph':
      return (
        <p>
          <Line parts={part.children} />
        </p>
      );
    case 'math':
      return (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
        <div className="lesson-formula" role="group" tabIndex={0} aria-label="Formula">
          <Equation latex={part.text} text={part.text} display />
        </div>
      );
    case 'list': {
      const List = part.ordered ? 'ol' : 'ul';
      return (
        <List>
          {part.items.map((item, k) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place
            <li key={k}>
              <Line parts={item} />
            </li>
          ))}
        </List>
      );
    }
    case 'code':
      return (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
        <div className="lesson-code" role="group" tabIndex={0} aria-label="Code">
          <pre>
            <code>{part.text}</code>
          </pre>
        </div>
      );
    case 'scene':
      return (
        <button
          type="button"
          className="button lesson-scene"
          aria-pressed={opened === part}
          onClick={() => {
            onOpen(part);
            void studio.openText(JSON.stringify(part.scene));
          }}
        >
          <Icon name={opened === part ? 'check' : 'run'} /> <span>{part.title}</span>
        </button>
      );
    case 'check':
      return children;
  }
}
