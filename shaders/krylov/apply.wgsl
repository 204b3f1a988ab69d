// product = A u in f32, and partial sums (u v, u w, v w, v v / d) of u, v = product, w = other and the diagonal d for
// each column of ROWS points along y; with WEIGHTED, they are (u v, w w / d, v w / d, v v / d). in: coefficients, unknown (see stencil.wgsl), other[points]; out: product[points],
// partial[nz][ceil(ny/ROWS)][nx]; items: nx x ceil(ny/ROWS) x nz.
@group(0) @binding(4) var<storage, read> other: array<f32>;
@group(0) @binding(5) var<storage, read_write> product: array<f32>;
@group(0) @binding(6) var<storage, read_write> partial: array<vec4f>;

override WEIGHTED: bool = false;

const ROWS = 16u;

@compute @workgroup_size(64)
fn apply(@builtin(global_invocation_id) id: vec3u) {
  let nx = grid[0];
  let ny = grid[1];
  let first = id.y * ROWS;
  if (id.x >= nx || first >= ny || halt[0] != 0u) { return; }
  var sum = vec4f(0.0);
  for (var j = first; j < min(first + ROWS, ny); j++) {
    let at = index(id.x, j, id.z);
    let u = unknown[at];
    let v = applied(id.x, j, id.z, at).x;
    let w = other[at];
    product[at] = v;
    let weight = select(0.0, 1.0 / abs(diagonal), diagonal != 0.0);
    sum += vec4f(u * v, select(u, w * weight, WEIGHTED) * w, v * w * select(1.0, weight, WEIGHTED), v * v * weight);
  }
  partial[id.x + nx * (id.y + ((ny + ROWS - 1u) / ROWS) * id.z)] = sum;
}
