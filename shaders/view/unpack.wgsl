// Brings a field of the timeline back, as pack.wgsl stored it.
// in: frames, from word slot.base + shape.offset on; out: field[count] f32. items: numbers; 2 flop and 8 bytes each.
struct Slot { base: u32 }
struct Shape { count: u32, offset: u32 }
@group(0) @binding(0) var<uniform> slot: Slot;
@group(0) @binding(1) var<uniform> shape: Shape;
@group(0) @binding(2) var<storage, read> frames: array<u32>;
@group(0) @binding(3) var<storage, read_write> field: array<f32>;

@compute @workgroup_size(64)
fn unpack(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let k = id.x + id.y * 64u * groups.x;
  if (k >= shape.count) { return; }
  let at = slot.base + shape.offset + 17u * (k / 32u);
  let pair = unpack2x16snorm(frames[at + 1u + (k % 32u) / 2u]);
  field[k] = bitcast<f32>(frames[at]) * select(pair.x, pair.y, k % 2u == 1u);
}
