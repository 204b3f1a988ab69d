// Interpolation weights by cells. Cell c of a coarsened axis has the fine points 2c - start and 2c - start + 1, a coarse
// point and one between it and the next; its coarse points are c - start and c - start + 1. Other axes have a cell a point.
// in: weights[channel][row], a row is a cell, or with REGULAR a class of cells; the channels, by the axes along which a
// point lies between coarse points, each with all corners (low before high, x fastest):
//     x: 0, 1   y: 2, 3   xy: 4 to 7   z: 8, 9   xz: 10 to 13   yz: 14 to 17   xyz: 18 to 25
@group(0) @binding(5) var<storage, read> weights: array<f32>;

fn cellRow(c: vec3u) -> u32 {
  if (!REGULAR) { return c.x + level.cells.x * (c.y + level.cells.y * c.z); }
  var row = kindOf(c.x, level.cells.x) + 5u * kindOf(c.y, level.cells.y);
  if (SPACE) { row += 25u * kindOf(c.z, level.cells.z); }
  return row;
}

fn cellRows() -> u32 {
  if (!REGULAR) { return level.cells.x * level.cells.y * level.cells.z; }
  return select(25u, 125u, SPACE);
}
