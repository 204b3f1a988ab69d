// An unknown from its network: shown = given + factor * N.
// in: outputs [tile][unknowns][8] of the network, given and factor [count]; out: shown [count]; grid: ceil(count / 64).
struct Combine { count: u32, unknown: u32, unknowns: u32, spare: u32 }
@group(0) @binding(0) var<uniform> combine: Combine;
@group(0) @binding(1) var<storage, read> outputs: array<f32>;
@group(0) @binding(2) var<storage, read> given: array<f32>;
@group(0) @binding(3) var<storage, read> factor: array<f32>;
@group(0) @binding(4) var<storage, read_write> shown: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let k = id.x;
  if (k >= combine.count) { return; }
  let network = outputs[(k / 8u * combine.unknowns + combine.unknown) * 8u + k % 8u];
  shown[k] = given[k] + factor[k] * network;
}
