// One thread, one butterfly: RADIX elements in registers. Neighbouring threads are neighbours in memory.
override RADIX: u32;
// Length of the transforms that stand in the source already.
override DONE: u32;

@compute @workgroup_size(64)
fn single(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * (groups.x * 64u);
  let width = N / RADIX;
  if (i >= LINES * width) { return; }
  let rest = i / INNER;
  let line = (rest / width) * INNER + i % INNER;
  let j = rest % width;
  let src_base = base(line, SRC_ROW);
  let dst_base = base(line, DST_ROW);
  //$BODY
}
