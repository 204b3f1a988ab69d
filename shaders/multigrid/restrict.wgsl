// coarseRhs = P^T residual. in: residual[points]; out: coarseRhs[coarse points]; items: the coarse points, a thread each;
// 4 bytes a fine point, 4 a coarse one, and the weights.
@group(0) @binding(6) var<storage, read> residual: array<f32>;
@group(0) @binding(7) var<storage, read_write> coarseRhs: array<f32>;

// What three points along x give to the coarse one between them: the line of fine points, the row of its cells
// (their weights stand in channel `side` + 0 for the low corner, + 1 for the high one), and its own weight.
fn gather(line: u32, x: vec3u, own: f32, side: u32, before: u32, here: u32) -> f32 {
  let n = cellRows();
  return own * residual[line + x.y] + weights[(side + 1u) * n + before] * residual[line + x.x]
    + weights[side * n + here] * residual[line + x.z];
}

@compute @workgroup_size(64)
fn restriction(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= level.coarse.x || halt[0] != 0u) { return; }
  let c = id + level.start;
  let p = select(c - vec3u(1u), level.cells - vec3u(1u), c == vec3u(0u));  // the cells before
  let even = c * (1u + level.halved) - level.start;
  let l = select(even - vec3u(1u), level.shape - vec3u(1u), even == vec3u(0u));
  let h = select(even + vec3u(1u), vec3u(0u), even + vec3u(1u) == level.shape);
  let x = vec3u(l.x, even.x, h.x);
  let nx = level.shape.x;
  let n = cellRows();
  let south = nx * l.y;
  let here = nx * even.y;
  let north = nx * h.y;
  let plane = nx * level.shape.y;
  let z = plane * even.z;
  var sum = gather(z + here, x, 1.0, 0u, cellRow(vec3u(p.x, c.yz)), cellRow(c));
  sum += gather(z + south, x, weights[3u * n + cellRow(vec3u(c.x, p.y, c.z))], 6u,
    cellRow(vec3u(p.xy, c.z)), cellRow(vec3u(c.x, p.y, c.z)));
  sum += gather(z + north, x, weights[2u * n + cellRow(c)], 4u, cellRow(vec3u(p.x, c.yz)), cellRow(c));
  if (SPACE) {
    let zl = plane * l.z;
    let zh = plane * h.z;
    let below = vec3u(c.xy, p.z);
    sum += gather(zl + here, x, weights[9u * n + cellRow(below)], 12u, cellRow(vec3u(p.x, c.y, p.z)), cellRow(below));
    sum += gather(zh + here, x, weights[8u * n + cellRow(c)], 10u, cellRow(vec3u(p.x, c.yz)), cellRow(c));
    let edge = vec3u(c.x, p.yz);
    sum += gather(zl + south, x, weights[17u * n + cellRow(edge)], 24u, cellRow(p), cellRow(edge));
    sum += gather(zl + north, x, weights[16u * n + cellRow(below)], 22u,
      cellRow(vec3u(p.x, c.y, p.z)), cellRow(below));
    let beside = vec3u(c.x, p.y, c.z);
    sum += gather(zh + south, x, weights[15u * n + cellRow(beside)], 20u, cellRow(vec3u(p.xy, c.z)), cellRow(beside));
    sum += gather(zh + north, x, weights[14u * n + cellRow(c)], 18u, cellRow(vec3u(p.x, c.yz)), cellRow(c));
  }
  coarseRhs[id.x + level.coarse.x * (id.y + level.coarse.y * id.z)] = sum;
}
