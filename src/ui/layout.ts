/** Width and height in CSS pixels. */
export type Size = readonly [number, number];

/** How much larger a picture must become for another column: narrow panes have less room for their bars. */
const WORTH = 1.15;

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
    if (drawn > largest * WORTH) {
      largest = drawn;
      best = columns;
    }
  }
  return best;
}
