// First pass of the spread of a field: least, largest, sum and sum of squares of each workgroup's share, of values
// that are finite and not inside a body. Sums are of differences to the first value, so that an offset cancels.
// in: field[cells * components] (the length of vectors counts), bodies; out: partials[2 * groups].
// items: 64 workgroups of 128; 8 flop and 4 (components + 1) bytes a cell.
struct Shape { cells: u32, components: u32 }
@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> field: array<f32>;
@group(0) @binding(2) var<storage, read> bodies: array<f32>;
@group(0) @binding(3) var<storage, read_write> partials: array<vec4f>;

const GROUP = 128u;
var<workgroup> range: array<vec2f, GROUP>;
var<workgroup> sums: array<vec3f, GROUP>;

fn finite(v: f32) -> bool { return (bitcast<u32>(v) & 0x7f800000u) != 0x7f800000u; }

fn value(i: u32) -> f32 {
  if (shape.components == 1u) { return field[i]; }
  return length(vec2f(field[2u * i], field[2u * i + 1u]));
}

@compute @workgroup_size(GROUP)
fn reduce(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(local_invocation_index) t: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let masked = arrayLength(&bodies) >= shape.cells;
  let first = value(0u);
  let pivot = select(0.0, first, finite(first));
  var low = 3.4e38;
  var high = -3.4e38;
  var sum = vec3f(0.0);
  for (var i = id.x; i < shape.cells; i += groups.x * GROUP) {
    let v = value(i);
    if (finite(v) && !(masked && bodies[i] < 0.0)) {
      low = min(low, v);
      high = max(high, v);
      let d = v - pivot;
      sum += vec3f(d, d * d, 1.0);
    }
  }
  range[t] = vec2f(low, high);
  sums[t] = sum;
  for (var stride = GROUP / 2u; stride > 0u; stride /= 2u) {
    workgroupBarrier();
    if (t < stride) {
      range[t] = vec2f(min(range[t].x, range[t + stride].x), max(range[t].y, range[t + stride].y));
      sums[t] += sums[t + stride];
    }
  }
  if (t == 0u) {
    partials[2u * group.x] = vec4f(range[0], pivot, 0.0);
    partials[2u * group.x + 1u] = vec4f(sums[0], 0.0);
  }
}
