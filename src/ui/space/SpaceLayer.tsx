import './space.css';
import { Sight } from '../../view/volume/sight';
import { formatNumber } from '../format';
import type { Size } from '../layout';
import { useStudioState } from '../studio';

type Triple = readonly [number, number, number];

const AXES = ['x', 'y', 'z'] as const;
/** Pixels of an edge that can be named. */
const SHORTEST = 40;
/** Pixels between the end of an axis and its number, along the screen, and between a label and the picture's rim. */
const ASIDE = 12;

interface Label {
  readonly key: string;
  /** Pixels from the top left corner. */
  readonly at: readonly [number, number];
  readonly text: string;
  readonly isName: boolean;
}

/** Names and ends of the axes beside the box, and the shared cursor in it. */
export function SpaceLayer({ index, size }: { readonly index: number; readonly size: Size }) {
  const camera = useStudioState((state) => state.panes[index]?.camera);
  const name = useStudioState((state) => state.panes[index]?.settings.field);
  const box = useStudioState((state) => state.loaded?.fields.find((field) => field.name === name)?.box);
  const cursor = useStudioState((state) => state.cursor);
  if (!camera || !box) return null;
  const sight = new Sight(box, camera, size);
  const put = (at: Triple): string => {
    const [left, top] = sight.screen(at);
    return `translate(${left}px, ${top}px)`;
  };
  const [x, y, z] = box as unknown as readonly [readonly number[], readonly number[], readonly number[]];
  // The corner in front, at the floor, carries x and y; the outer edge to the left carries z.
  const near = (axis: 0 | 1): number => box[axis]![sight.eye[axis] > sight.target[axis]! ? 1 : 0]!;
  const [fx, fy] = [near(0), near(1)];
  // The upright edge that is seen farthest to the left.
  const upright = x.flatMap((a) => y.map((b) => [a, b] as const));
  const across = upright.map(([a, b]) => sight.screen([a, b, z[0]!])[0]);
  const left = upright[across.indexOf(Math.min(...across))]!;
  const labels: readonly Label[] = [
    ...ends(0, (at) => [at, fy, z[0]!], [0, 11]),
    ...ends(1, (at) => [fx, at, z[0]!], [0, 11]),
    ...ends(2, (at) => [...left, at], [-16, -2]),
  ];
  return (
    <>
      <div className="space-labels" aria-hidden="true">
        {labels.map(({ key, at: [left, top], text, isName }) => (
          <span
            key={key}
            className={isName ? 'space-name' : ''}
            style={{ transform: `translate(${left}px, ${top}px)` }}
          >
            <span>{text}</span>
          </span>
        ))}
      </div>
      {cursor?.z !== undefined && (
        <span className="cross" style={{ transform: put([cursor.x, cursor.y, cursor.z]) }} aria-hidden="true" />
      )}
    </>
  );

  /** Name and ends of an axis on one of its edges, moved by so many pixels; nothing where it points at the eye. */
  function ends(axis: 0 | 1 | 2, on: (at: number) => Triple, [right, down]: readonly [number, number]): Label[] {
    const [low, high] = box![axis]!;
    const [from, to] = [sight.screen(on(low)), sight.screen(on(high))];
    if (Math.hypot(to[0] - from[0], to[1] - from[1]) < SHORTEST) return [];
    const middle = (from[0] + to[0]) / 2;
    return [low, (low + high) / 2, high].map((at, k) => {
      const [x, y] = sight.screen(away(on(at)));
      const text = k === 1 ? AXES[axis] : formatNumber(at, 3);
      // Two axes on the floor end in one corner: each number keeps to its own axis.
      const aside = k === 1 || axis === 2 ? 0 : ASIDE * Math.sign(middle - x);
      const place = [within(x + right + aside, size[0]), within(y + down, size[1])] as const;
      return { key: `${AXES[axis]}${k}`, at: place, text, isName: k === 1 };
    });
  }

  /** A little out of the box. */
  function away(at: Triple): Triple {
    return at.map((own, axis) => {
      const [low, high] = box![axis]!;
      return own + 0.09 * (own - (low + high) / 2);
    }) as unknown as Triple;
  }
}

/** A label's middle where all of the label is in the picture. */
function within(at: number, size: number): number {
  return Math.min(size - ASIDE, Math.max(ASIDE, at));
}
