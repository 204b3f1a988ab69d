// Velocity at the cell centres, for arrows, streamlines and particles.
// in: velocity; out: centred[ny*nx] vec2f; items: nx x ny; 4 flop and 24 bytes a cell.
@group(0) @binding(0) var<uniform> flow: Flow;
@group(0) @binding(1) var<storage, read> velocity: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> centred: array<vec2f>;

@compute @workgroup_size(64)
fn centre(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= flow.nx || id.y >= flow.ny) { return; }
  let stride = flow.nx + 3u;
  let here = (id.y + 1u) * stride + id.x + 1u;
  let c = velocity[here].xy + velocity[here].zw;
  let e = velocity[here + 1u];
  let n = velocity[here + stride];
  let both = c + vec2f(e.x + e.z, n.y + n.w);
  centred[id.y * flow.nx + id.x] = 0.5 * both;
}
