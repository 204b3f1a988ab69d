// Adds the coarse correction, interpolated bilinearly between cell centres, to the up to four fine cells of each coarse one.
// in: coarse[cny*cnx], weightsX[nx], weightsY[ny] = (own coarse cell, next coarse cell); with OBSTACLES,
//     alive[cny*cnx] = 1 where the coarse cell has an equation: the others are left out of the average.
// in/out: solution[ny*nx]; items: cnx x cny, cnx = ceil(nx/2); 48 flop and 36 bytes a coarse cell.
struct Level { nx: u32, ny: u32 }
@group(0) @binding(0) var<uniform> level: Level;
@group(0) @binding(1) var<storage, read> weightsX: array<vec2f>;
@group(0) @binding(2) var<storage, read> weightsY: array<vec2f>;
@group(0) @binding(3) var<storage, read> alive: array<f32>;
@group(0) @binding(4) var<storage, read_write> progress: array<u32, 4>;
@group(0) @binding(5) var<storage, read> coarse: array<f32>;
@group(0) @binding(6) var<storage, read_write> solution: array<f32>;

override OBSTACLES: bool = false;

// A coarse value with its share in averages.
fn term(at: u32) -> vec2f {
  if (OBSTACLES) {
    let share = alive[at];
    return vec2f(share * coarse[at], share);
  }
  return vec2f(coarse[at], 1.0);
}

fn add(i: u32, j: u32, wx: vec2f, wy: vec2f, own: vec2f, alongX: vec2f, alongY: vec2f, across: vec2f) {
  if (i >= level.nx || j >= level.ny) { return; }
  let w = vec4f(wx.x * wy.x, wx.y * wy.x, wx.x * wy.y, wx.y * wy.y);
  var value = dot(w, vec4f(own.x, alongX.x, alongY.x, across.x));
  if (OBSTACLES) {
    let share = dot(w, vec4f(own.y, alongX.y, alongY.y, across.y));
    value *= select(0.0, (w.x + w.y + w.z + w.w) / share, share > 0.0);
  }
  solution[j * level.nx + i] += value;
}

@compute @workgroup_size(64)
fn prolong(@builtin(global_invocation_id) id: vec3u) {
  let cnx = (level.nx + 1u) / 2u;
  let cny = (level.ny + 1u) / 2u;
  if (id.x >= cnx || id.y >= cny || progress[0] != 0u) { return; }
  let west = select(id.x - 1u, cnx - 1u, id.x == 0u);
  let east = select(id.x + 1u, 0u, id.x + 1u == cnx);
  let row = id.y * cnx;
  let south = select(id.y - 1u, cny - 1u, id.y == 0u) * cnx;
  let north = select(id.y + 1u, 0u, id.y + 1u == cny) * cnx;
  let i = 2u * id.x;
  let j = 2u * id.y;
  let own = term(row + id.x);
  let w = term(row + west);
  let e = term(row + east);
  let s = term(south + id.x);
  let n = term(north + id.x);
  // The second fine cell may not exist: its weights are then those of the first, and unused.
  let x0 = weightsX[i];
  let x1 = weightsX[min(i + 1u, level.nx - 1u)];
  let y0 = weightsY[j];
  let y1 = weightsY[min(j + 1u, level.ny - 1u)];
  add(i, j, x0, y0, own, w, s, term(south + west));
  add(i + 1u, j, x1, y0, own, e, s, term(south + east));
  add(i, j + 1u, x0, y1, own, w, n, term(north + west));
  add(i + 1u, j + 1u, x1, y1, own, e, n, term(north + east));
}
