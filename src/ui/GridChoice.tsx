import { CAPS } from '../../solvers/base/caps';
import { Choice } from './Choice';
import { useStudio, useStudioState } from './studio';

const SIDES = [64, 96, 128, 256, 512, 1024];

/** Cells of the grid; another number starts the scene again, and goes along in its link. */
export function GridChoice() {
  const studio = useStudio();
  const loaded = useStudioState((state) => state.loaded);
  const own = useStudioState((state) => state.ownCells);
  const cells = useStudioState((state) => state.view?.cells);
  if (!loaded || !cells) return null;
  // Points may stand at cells or at nodes; the scene counts cells.
  const [nx = 1, ny = 1] = cells;
  const { memory } = loaded;
  const present = Math.max(nx, ny);
  const across = (n: number): number => Math.max(1, Math.round((n * Math.min(nx, ny)) / present));
  const fits = (n: number): boolean => {
    const cells = n * across(n);
    // The next solve is set up while the present one still lives.
    const bytes = memory.needed * (1 + cells / (nx * ny));
    return n <= CAPS.cellsPerAxis && cells <= CAPS.cells && bytes <= memory.budget;
  };
  const sides = [...new Set([...SIDES.filter(fits), Math.max(...own), present])].sort((a, b) => a - b);
  const words = (n: number): string => {
    const size = nx >= ny ? `${n} × ${across(n)}` : `${across(n)} × ${n}`;
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
