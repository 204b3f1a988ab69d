// Random numbers that depend only on (seed, step, place), the same bits as solvers/array/random-numbers.ts. Stands behind
// shaders/view/random.wgsl (pcg) and before fn draw(bits, below) -> f32. in: step[1], a whole number; out: dst[items].
struct Shape {
  items: u32,
  seed: u32,
  below: u32,
  step_offset: u32,
  dst_offset: u32,
}
@group(0) @binding(0) var<storage, read> step: array<f32>;
@group(0) @binding(1) var<storage, read_write> dst: array<f32>;
@group(0) @binding(2) var<storage, read> sizes: Shape;

@compute @workgroup_size(64)
fn fill(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let shape = sizes;
  let item = id.x + id.y * (groups.x * 64u);
  if (item >= shape.items) { return; }
  let stream = pcg(pcg(shape.seed) + u32(step[shape.step_offset]));
  dst[shape.dst_offset + item] = draw(pcg(pcg(stream) + item), shape.below);
}
