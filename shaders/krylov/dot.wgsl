// Partial sums (a b, a, a a, b b) of each column of ROWS points along y.
// in: left[points], right[points]; out: partial[nz][ceil(ny/ROWS)][nx]; items: nx x ceil(ny/ROWS) x nz;
// 8 bytes and about 40 flop a point.
@group(0) @binding(2) var<storage, read> left: array<f32>;
@group(0) @binding(3) var<storage, read> right: array<f32>;
@group(0) @binding(4) var<storage, read_write> partial: array<vec4f>;

const ROWS = 16u;

@compute @workgroup_size(64)
fn dots(@builtin(global_invocation_id) id: vec3u) {
  let nx = grid[0];
  let ny = grid[1];
  let first = id.y * ROWS;
  if (id.x >= nx || first >= ny || halt[0] != 0u) { return; }
  var sum = vec4f(0.0);
  for (var j = first; j < min(first + ROWS, ny); j++) {
    let at = id.x + nx * (j + ny * id.z);
    let a = left[at];
    let b = right[at];
    sum += vec4f(a * b, a, a * a, b * b);
  }
  partial[id.x + nx * (id.y + ((ny + ROWS - 1u) / ROWS) * id.z)] = sum;
}
