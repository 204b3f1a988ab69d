// Cotangents of channels and values: minus the derivative of r . (J v), v from adjoint.wgsl; one thread for each point,
// which adds up the members that see it. in: what the formulas read, scratch; out: result: [channels], then [values].
// 60 terms n flop a point and member.
@compute @workgroup_size(64)
fn cotangent(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let item = id.x + id.y * (groups.x * 64u);
  if (item < sizes.points) { pointCotangents(item); }
}
