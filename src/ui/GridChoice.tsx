import { CAPS } from '../../solvers/base/caps';
import { Choice } from './Choice';
import { useStudio, useStudioState } from './studio';

const SIDES = [64, 96, 128, 256, 512, 1024];
const SIDES_IN_SPACE = [16, 24, 32, 48, 64, 96, 128];

/** Cells of the grid; another number starts the scene again, and goes along in its link. */
export function GridChoice() {
  const studio = useStudio();
  const loaded = useStudioState((state) => state.loaded);
  const own = useStudioState((state) => state.ownCells);
  const cells = useStudioState((state) => state.view?.cells);
  if (!loaded || !cells) return null;
  // Points may stand at cells or at nodes; the scene counts cells.
  const { memory } = loaded;
  const present = Math.max(...cells);
  const scaled = (n: number): number[] => cells.map((own) => Math.max(1, Math.round((n * own) / present)));
  const product = (sides: readonly number[]): number => sides.reduce((all, n) => all * n, 1);
  const fits = (n: number): boolean => {
    const wanted = product(scaled(n));
    // The next solve is set up while the present one still lives.
    const bytes = memory.needed * (1 + wanted / product(cells));
    return n <= CAPS.cellsPerAxis && wanted <= CAPS.cells && bytes <= memory.budget;
  };
  const offered = (cells.length > 2 ? SIDES_IN_SPACE : SIDES).filter(fits);
  const sides = [...new Set([...offered, Math.max(...own), present])].sort((a, b) => a - b);
  const words = (n: number): string => {
    const size = scaled(n).join(' × ');
    return n === Math.max(...own) && n !== present ? `${size}, the scene\u2019s own` : size;
  };
  return (
    <Choice
      label="Grid, in cells"
      className="grid-choice"
      value={present}
      options={sides.map((n) => ({ value: n, label: words(n) }))}
      onChange={(n) => void studio.setCells(n)}
    />
  );
}
