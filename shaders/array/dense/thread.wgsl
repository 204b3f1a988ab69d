// One thread for each problem: the same as group.wgsl where a problem is too small to share out.
const LANES = 1u;

fn sync() {}

@compute @workgroup_size(64)
fn thread(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let problem = id.x + id.y * (groups.x * 64u);
  if (problem >= sizes.problems) { return; }
  solve(problem, 0u);
}
