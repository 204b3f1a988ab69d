import { type RefObject, useEffect, useRef, useState } from 'react';
import { useStudioState } from './studio';

/** A smooth way to a picture has ended by then, or a layout that changed meanwhile has cut it off, ms. */
const SETTLED = 600;

/** Which of the pictures of a comparison is in view on a phone, and the way to the others. */
export function SwipeTabs({ box }: { readonly box: RefObject<HTMLDivElement | null> }) {
  const count = useStudioState((state) => state.panes.length);
  const compared = useStudioState((state) => state.loaded?.compared);
  const fields = useStudioState((state) => state.panes.map(({ settings }) => settings.field).join(' '));
  const [seen, setSeen] = useState(0);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const look = (): void => {
      const wide = element.scrollWidth / Math.max(1, count);
      setSeen(Math.round(element.scrollLeft / wide));
    };
    element.addEventListener('scroll', look, { passive: true });
    return () => element.removeEventListener('scroll', look);
  }, [box, count]);
  const settling = useRef(0);
  useEffect(() => () => clearTimeout(settling.current), []);
  if (!compared) return null;
  const bring = (index: number, behavior: ScrollBehavior): void => {
    const pane = box.current?.children[index];
    pane?.scrollIntoView({ behavior, inline: 'center', block: 'nearest' });
  };
  const show = (index: number): void => {
    clearTimeout(settling.current);
    bring(index, 'smooth');
    settling.current = window.setTimeout(() => bring(index, 'instant'), SETTLED);
  };
  const title = (field: string): string => {
    if (field.endsWith('.error')) return 'difference';
    if (field.endsWith('.reference')) return compared.rival;
    return compared.fields.includes(field) ? compared.answer : field;
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div className="segments swipe-tabs" role="group" aria-label="Picture in view">
      {fields.split(' ').map((field, index) => (
        <button
          // biome-ignore lint/suspicious/noArrayIndexKey: a pane is its place
          key={index}
          type="button"
          aria-pressed={index === seen}
          onClick={() => show(index)}
        >
          {title(field)}
        </button>
      ))}
    </div>
  );
}
