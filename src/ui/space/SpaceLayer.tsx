import './space.css';
import { Sight } from '../../view/volume/sight';
import { formatNumber } from '../format';
import type { Size } from '../layout';
import { useStudioState } from '../studio';

type Triple = readonly [number, number, number];

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
  const [x, y, z] = box as readonly [readonly number[], readonly number[], readonly number[]];
  // The corner in front, at the floor, carries x and y; the outer edge to the left carries z.
  const near = (axis: 0 | 1): number => box[axis]![sight.eye[axis] > sight.target[axis]! ? 1 : 0]!;
  const [fx, fy] = [near(0), near(1)];
  // The upright edge that is seen farthest to the left.
  const upright = x.flatMap((a) => y.map((b) => [a, b] as const));
  const across = upright.map(([a, b]) => sight.screen([a, b, z[0]!])[0]);
  const left = upright[across.indexOf(Math.min(...across))]!;
  const labels: readonly { readonly key: string; readonly at: Triple; readonly text: string }[] = [
    { key: 'x', at: [(x[0]! + x[1]!) / 2, fy, z[0]!], text: 'x' },
    { key: 'y', at: [fx, (y[0]! + y[1]!) / 2, z[0]!], text: 'y' },
    { key: 'z', at: [...left, (z[0]! + z[1]!) / 2], text: 'z' },
    { key: 'z0', at: [...left, z[0]!], text: formatNumber(z[0]!, 3) },
    { key: 'z1', at: [...left, z[1]!], text: formatNumber(z[1]!, 3) },
    ...x.map((at) => ({ key: `x${at}`, at: [at, fy, z[0]!] as const, text: formatNumber(at, 3) })),
    ...y.map((at) => ({ key: `y${at}`, at: [fx, at, z[0]!] as const, text: formatNumber(at, 3) })),
  ];
  return (
    <>
      <div className="space-labels" aria-hidden="true">
        {labels.map(({ key, at, text }) => (
          <span
            key={key}
            className={text.length === 1 && /[xyz]/.test(text) ? 'space-name' : ''}
            style={{ transform: put(away(at)) }}
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

  /** A little out of the box. */
  function away(at: Triple): Triple {
    return at.map((own, axis) => {
      const [low, high] = box![axis]!;
      return own + 0.09 * (own - (low + high) / 2);
    }) as unknown as Triple;
  }
}
