// Interpolated samples of the state: each is the sum of four entries of u (0), v (1) or pressure (2) with weights.
// in: points[n], velocity, pressure; out: samples[n] f32; items: n; 8 flop and 100 bytes a sample.
struct Point { index: vec4u, weight: vec4f, component: u32 }

@group(0) @binding(0) var<storage, read> points: array<Point>;
@group(0) @binding(1) var<storage, read> velocity: array<vec4f>;
@group(0) @binding(2) var<storage, read> pressure: array<vec2f>;
@group(0) @binding(3) var<storage, read_write> samples: array<f32>;

fn entry(component: u32, k: u32) -> f32 {
  switch component {
    case 0u: { return velocity[k].x + velocity[k].z; }
    case 1u: { return velocity[k].y + velocity[k].w; }
    default: { return pressure[k].x + pressure[k].y; }
  }
}

@compute @workgroup_size(64)
fn sample(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= arrayLength(&points)) { return; }
  let p = points[id.x];
  samples[id.x] = p.weight.x * entry(p.component, p.index.x) + p.weight.y * entry(p.component, p.index.y)
    + p.weight.z * entry(p.component, p.index.z) + p.weight.w * entry(p.component, p.index.w);
}
