import { Choice } from '../Choice';
import { useStudioState } from '../studio';

/** All pictures, or one of them by its number. */
export type PaneWish = 'all' | number;

/** Which pictures are meant. */
export function PaneSelect({
  value,
  onChange,
}: {
  readonly value: PaneWish;
  readonly onChange: (wish: PaneWish) => void;
}) {
  const panes = useStudioState((state) => state.panes);
  const fields = useStudioState((state) => state.loaded?.fields);
  if (panes.length < 2) return null;
  const options = [
    { value: 'all' as PaneWish, label: `all ${panes.length}` },
    ...panes.map(({ settings }, index) => ({
      value: index as PaneWish,
      label: fields?.find(({ name }) => name === settings.field)?.title ?? settings.field,
    })),
  ];
  return (
    <div className="export-line">
      <span>Pictures</span>
      <Choice label="Pictures" value={value} options={options} onChange={onChange} />
    </div>
  );
}

/** The numbers of the pictures that are meant, of `count`. */
export function indicesOf(wish: PaneWish, count: number): number[] {
  return wish === 'all' || wish >= count ? [...Array(count).keys()] : [wish];
}
