import type { Inline } from '../../state/lessons/markdown';
import { Equation } from '../Equation';

/** A line of a lesson as elements: never as markup. */
export function Line({ parts }: { readonly parts: readonly Inline[] }) {
  return parts.map((part, k) => {
    switch (part.kind) {
      case 'text':
        return part.text;
      case 'code':
        // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place
        return <code key={k}>{part.text}</code>;
      case 'math':
        // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place
        return <Equation key={k} latex={part.text} text={part.text} />;
      case 'strong':
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place
          <strong key={k}>
            <Line parts={part.children} />
          </strong>
        );
      case 'em':
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place
          <em key={k}>
            <Line parts={part.children} />
          </em>
        );
      case 'link':
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place
          <a key={k} href={part.href} target="_blank" rel="noopener noreferrer">
            <Line parts={part.children} />
          </a>
        );
    }
    return null;
  });
}
