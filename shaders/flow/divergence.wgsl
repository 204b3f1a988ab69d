// Net volume flux out of every cell, the right-hand side of the pressure correction.
// in: velocity, axisX, axisY, open (with OBSTACLES); out: rhs[ny*nx]; items: nx x ny; 10 flop, 20 bytes.
@group(0) @binding(0) var<uniform> flow: Flow;
@group(0) @binding(1) var<storage, read> axisX: array<vec4f>;
@group(0) @binding(2) var<storage, read> axisY: array<vec4f>;
@group(0) @binding(3) var<storage, read> velocity: array<vec4f>;
@group(0) @binding(4) var<storage, read> open: array<vec2f>;
@group(0) @binding(5) var<storage, read_write> rhs: array<f32>;

override OBSTACLES: bool = false;

@compute @workgroup_size(64)
fn divergence(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= flow.nx || id.y >= flow.ny) { return; }
  let stride = flow.nx + 3u;
  let here = (id.y + 1u) * stride + id.x + 1u;
  let c = velocity[here];
  let e = velocity[here + 1u];
  let n = velocity[here + stride];
  // Lattice parts and rests apart, as in the momentum: the former nearly cancel.
  var alongX = e.xz - c.xz;
  var alongY = n.yw - c.yw;
  if (OBSTACLES) {
    let oc = open[here];
    alongX = open[here + 1u].x * e.xz - oc.x * c.xz;
    alongY = open[here + stride].y * n.yw - oc.y * c.yw;
  }
  let both = alongX * tableY(id.y + 1u).x + alongY * tableX(id.x + 1u).x;
  rhs[id.y * flow.nx + id.x] = both.x + both.y;
}
