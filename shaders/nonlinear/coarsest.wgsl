// The coarsest level by `level.sweeps` sweeps. in: rises, s; in/out: solution; one workgroup; 2 or 4 barriers a sweep.
@compute @workgroup_size(64)
fn coarsest(@builtin(local_invocation_index) lane: u32) {
  let count = level.nodes.x * level.nodes.y;
  let colours = select(2u, 4u, CORNERS);
  for (var turn = 0u; turn < level.sweeps * colours; turn++) {
    let colour = turn % colours;
    for (var k = lane; k < count; k += 64u) {
      let i = k % level.nodes.x;
      let j = k / level.nodes.x;
      let mine = select((i + j) & 1u, (i & 1u) + 2u * (j & 1u), CORNERS);
      if (mine == colour && hasEquation(i, j)) { relax(i, j); }
    }
    storageBarrier();
  }
}
