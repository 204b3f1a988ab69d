// Stores a field for the timeline: blocks of 32 numbers share a scale, each number becomes 16 bits of it, so that it
// comes back within 1.6e-5 of the largest of its block.
// in: field[count] f32, finite; out: frames, from word slot.base + shape.offset on: of each block the bits of its scale
// (its largest size), then 16 words of two numbers. items: blocks; 160 flop and 196 bytes a block.
struct Slot { base: u32 }
struct Shape { count: u32, offset: u32 }
@group(0) @binding(0) var<uniform> slot: Slot;
@group(0) @binding(1) var<uniform> shape: Shape;
@group(0) @binding(2) var<storage, read> field: array<f32>;
@group(0) @binding(3) var<storage, read_write> frames: array<u32>;

// Below this a number is nothing.
const LEAST = 1e-30;

@compute @workgroup_size(64)
fn pack(@builtin(global_invocation_id) id: vec3u) {
  let first = 32u * id.x;
  if (first >= shape.count) { return; }
  let end = min(first + 32u, shape.count);
  var scale = LEAST;
  for (var k = first; k < end; k++) { scale = max(scale, abs(field[k])); }
  let at = slot.base + shape.offset + 17u * id.x;
  frames[at] = bitcast<u32>(scale);
  for (var k = first; k < end; k += 2u) {
    // Beyond the end lies a copy of the last number.
    let pair = vec2f(field[k], field[min(k + 1u, end - 1u)]);
    frames[at + 1u + (k - first) / 2u] = pack2x16snorm(pair / scale);
  }
}
