// Adds the coarse correction, interpolated bilinearly between cell centres, to the fine solution.
// in: coarse[cny*cnx], weightsX[nx], weightsY[ny] = (own coarse cell, next coarse cell); with OBSTACLES,
//     alive[cny*cnx] = 1 where the coarse cell has an equation: the others are left out of the average.
// in/out: solution[ny*nx]; items: nx x ny; 12 flop and 9 bytes a cell.
struct Level { nx: u32, ny: u32, color: u32, weight: f32 }
@group(0) @binding(0) var<uniform> level: Level;
@group(0) @binding(1) var<storage, read> weightsX: array<vec2f>;
@group(0) @binding(2) var<storage, read> weightsY: array<vec2f>;
@group(0) @binding(3) var<storage, read> alive: array<f32>;
@group(0) @binding(4) var<storage, read_write> progress: array<u32, 4>;
@group(0) @binding(5) var<storage, read> coarse: array<f32>;
@group(0) @binding(6) var<storage, read_write> solution: array<f32>;

override OBSTACLES: bool = false;

// The coarse neighbour on the side of the fine cell `k` away from its partner, wrapped.
fn beside(k: u32, count: u32) -> u32 {
  let own = k / 2u;
  if ((k & 1u) == 1u) { return select(own + 1u, 0u, own + 1u == count); }
  return select(own - 1u, count - 1u, own == 0u);
}

@compute @workgroup_size(64)
fn prolong(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= level.nx || id.y >= level.ny || progress[0] != 0u) { return; }
  let cnx = (level.nx + 1u) / 2u;
  let cny = (level.ny + 1u) / 2u;
  let i0 = id.x / 2u;
  let i1 = beside(id.x, cnx);
  let j0 = (id.y / 2u) * cnx;
  let j1 = beside(id.y, cny) * cnx;
  let wx = weightsX[id.x];
  let wy = weightsY[id.y];
  var w = vec4f(wx.x * wy.x, wx.y * wy.x, wx.x * wy.y, wx.y * wy.y);
  if (OBSTACLES) {
    let total = w.x + w.y + w.z + w.w;
    w *= vec4f(alive[j0 + i0], alive[j0 + i1], alive[j1 + i0], alive[j1 + i1]);
    let left = w.x + w.y + w.z + w.w;
    w *= select(0.0, total / left, left > 0.0);
  }
  let c = vec4f(coarse[j0 + i0], coarse[j0 + i1], coarse[j1 + i0], coarse[j1 + i1]);
  solution[id.y * level.nx + id.x] += dot(w, c);
}
