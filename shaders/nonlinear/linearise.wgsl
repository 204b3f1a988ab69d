// F(u) and its derivative by every neighbour, as rows of a linear operator on the nodes that have an equation (row k of
// node first + (k mod width, k / width), width = end.x - first.x), both multiplied by the volume of the node's cell:
// half of it on a side with a slope, a quarter in a corner. Neighbours beyond such a side are folded back, those on
// Dirichlet sides left out.
// in: rises, solution; out: minus F in side[rows], the derivatives in coefficients[planes][rows], planes in the order of
//     (0,0), (-1,0), (1,0), (0,-1), (0,1), with CORNERS of (-1,-1), (0,-1), (1,-1), (-1,0) ... (1,1);
// items: width x height; the formulas and 60 flop, 28 or 44 bytes an item.
@group(0) @binding(4) var<storage, read_write> side: array<f32>;
@group(0) @binding(5) var<storage, read_write> coefficients: array<f32>;

var<private> row: array<f32, 9>;

fn plane(a: i32, b: i32) -> i32 {
  if (CORNERS) { return 3 * (b + 1) + a + 1; }
  if (b != 0) { return 3 + (b + 1) / 2; }
  return select(0, 1 + (a + 1) / 2, a != 0);
}

fn add(node: vec2i, dx: i32, dy: i32, value: f32) {
  let n = vec2i(level.nodes);
  let a = select(dx, -dx, node.x + dx < 0 || node.x + dx >= n.x);
  let b = select(dy, -dy, node.y + dy < 0 || node.y + dy >= n.y);
  if (hasEquation(u32(node.x + a), u32(node.y + b))) { row[plane(a, b)] += value; }
}

@compute @workgroup_size(32, 2)
fn linearise(@builtin(global_invocation_id) id: vec3u) {
  let extent = level.end - level.first;
  if (id.x >= extent.x || id.y >= extent.y) { return; }
  let node = vec2i(id.xy + level.first);
  let last = vec2i(level.nodes) - 1;
  let share = select(vec2f(1.0), vec2f(0.5), (node == vec2i(0)) | (node == last));
  let volume = level.spacing.x * level.spacing.y * share.x * share.y;
  let d = linear(pointAt(u32(node.x), u32(node.y)));
  let first = d.first * level.single;
  let second = d.second * level.double;
  for (var p = 0; p < 9; p++) { row[p] = 0.0; }
  add(node, 0, 0, d.value - 2.0 * (second.x + second.y));
  add(node, -1, 0, second.x - first.x);
  add(node, 1, 0, second.x + first.x);
  add(node, 0, -1, second.y - first.y);
  add(node, 0, 1, second.y + first.y);
  if (CORNERS) {
    let mixed = d.mixed * level.mixed;
    add(node, 1, 1, mixed);
    add(node, -1, -1, mixed);
    add(node, -1, 1, -mixed);
    add(node, 1, -1, -mixed);
  }
  let k = id.x + extent.x * id.y;
  let rows = extent.x * extent.y;
  side[k] = -volume * d.residual;
  let planes = select(5u, 9u, CORNERS);
  for (var p = 0u; p < planes; p++) { coefficients[p * rows + k] = volume * row[p]; }
}
