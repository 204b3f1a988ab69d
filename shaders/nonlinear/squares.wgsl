// Sums of squares, each of up to SHARE values that lie `items` apart. in: values[count]; out: partial[items], items =
// ceil(count / SHARE); 2 SHARE flop, 4 SHARE bytes an item.
struct Size { count: u32 }
@group(0) @binding(0) var<uniform> size: Size;
@group(0) @binding(1) var<storage, read> values: array<f32>;
@group(0) @binding(2) var<storage, read_write> partial: array<f32>;

const SHARE = 16u;

@compute @workgroup_size(64)
fn squares(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let items = (size.count + SHARE - 1u) / SHARE;
  let item = id.x + id.y * groups.x * 64u;
  if (item >= items) { return; }
  var sum = 0.0;
  for (var k = item; k < size.count; k += max(1u, items)) { sum += values[k] * values[k]; }
  partial[item] = sum;
}
