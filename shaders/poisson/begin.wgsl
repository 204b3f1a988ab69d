// Starts a solve: not done, no cycles yet. in/out: progress; one item.
@group(0) @binding(0) var<storage, read_write> progress: array<u32, 4>;

@compute @workgroup_size(1)
fn begin() {
  progress[0] = 0u;
  progress[2] = 0u;
}
