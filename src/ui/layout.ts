/** Width and height in CSS pixels. */
export type Size = readonly [number, number];

/**
 * Columns for `count` panes in a box, so that a domain of this aspect (width over height) is drawn largest.
 * `chrome`: height in pixels that each pane spends on its bars.
 */
export function bestColumns(count: number, box: Size, aspect: number, chrome: number): number {
  let best = 1;
  let largest = 0;
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const width = box[0] / columns;
    const height = Math.max(1, box[1] / rows - chrome);
    const drawn = Math.min(width, height * aspect);
    // Ties go to fewer columns: wider bars.
    if (drawn > largest * 1.001) {
      largest = drawn;
      best = columns;
    }
  }
  return best;
}
