// One workgroup for each problem. The file behind this one has fn solve(problem, lane), which shares out its work by
// LANES and calls sync() where the threads need each other's results.
const LANES = 64u;

fn sync() {
  storageBarrier();
}

@compute @workgroup_size(64)
fn group(
  @builtin(workgroup_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let problem = id.x + id.y * groups.x;
  if (problem >= sizes.problems) { return; }
  solve(problem, lane);
}
