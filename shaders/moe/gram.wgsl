// J^T J with J^T r as its last row, of the rows in scratch: every thread sums a tile over its share of the rows.
// 25 flop for each of rows (n + 1)^2 / 2 products.
fn gram(base: u32, lane: u32, rows: u32) {
  for (var item = lane; item < sizes.tiles * sizes.splits; item += LANES) {
    let place = tileOf(item / sizes.splits);
    var tile: Tile;
    for (var k = 0u; k < sizes.eight; k++) { tile[k] = vec4f(0.0); }
    for (var i = item % sizes.splits; i < rows; i += max(1u, sizes.splits)) {
      let row = base + i * sizes.wide;
      let right = four(row + 4u * place.y);
      for (var k = 0u; k < sizes.four; k++) { addToRow(&tile, k, scratch[row + 4u * place.x + k], right); }
    }
    storeTile(base + sizes.at_parts + item * 32u, &tile);
  }
}
