// Second pass of the spread of a field: joins the 64 workgroups' results.
// in: partials[2 * 64]; out: spread[slot.index] = (least, largest, mean, standard deviation); without any finite
// value (0, 0, 0, -1). items: 1; 600 flop and 2 kB.
struct Slot { index: u32 }
@group(0) @binding(0) var<uniform> slot: Slot;
@group(0) @binding(1) var<storage, read> partials: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> spread: array<vec4f>;

@compute @workgroup_size(1)
fn join() {
  var range = partials[0].xy;
  var sum = partials[1].xyz;
  for (var k = 1u; k < 64u; k++) {
    range = vec2f(min(range.x, partials[2u * k].x), max(range.y, partials[2u * k].y));
    sum += partials[2u * k + 1u].xyz;
  }
  if (sum.z == 0.0) {
    spread[slot.index] = vec4f(0.0, 0.0, 0.0, -1.0);
    return;
  }
  let mean = sum.x / sum.z;
  let variance = max(0.0, sum.y / sum.z - mean * mean);
  spread[slot.index] = vec4f(range, partials[0].z + mean, sqrt(variance));
}
