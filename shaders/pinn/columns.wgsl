// Columns of a Jacobian that were made on the host, into its panels of 32 columns.
// in: values [count][rows]; out: columns first to first + count of jacobian [panel][rows][32]; grid: ceil(rows / 64).
struct Columns { rows: u32, first: u32, count: u32, spare: u32 }
@group(0) @binding(0) var<uniform> columns: Columns;
@group(0) @binding(1) var<storage, read> values: array<f32>;
@group(0) @binding(2) var<storage, read_write> jacobian: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row = id.x;
  if (row >= columns.rows) { return; }
  for (var c = 0u; c < columns.count; c++) {
    let p = columns.first + c;
    jacobian[(p / 32u * columns.rows + row) * 32u + p % 32u] = values[c * columns.rows + row];
  }
}
