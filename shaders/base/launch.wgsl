// Next to nothing, to measure what one dispatch costs.
// inout: a[1] u32; grid: 1.
@group(0) @binding(0) var<storage, read_write> a: array<u32>;

@compute @workgroup_size(1)
fn launch() {
  a[0] = a[0] + 1u;
}
