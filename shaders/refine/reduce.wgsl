// Partials to totals, compensated: sums of the four columns, or of the first the largest if LARGEST.
// in: size = partials, partial[size]; out: totals = four; one workgroup; one barrier.
@group(0) @binding(2) var<storage, read> size: array<u32, 4>;
@group(0) @binding(3) var<storage, read> partial: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> totals: array<vec4f, 1>;

override LARGEST: bool = false;

struct Sum {
  value: vec4f,
  rest: vec4f,
}

var<workgroup> sums: array<Sum, 64>;

fn add(sum: Sum, term: Sum) -> Sum {
  let x = twoSum(sum.value.x, term.value.x);
  let y = twoSum(sum.value.y, term.value.y);
  let z = twoSum(sum.value.z, term.value.z);
  let w = twoSum(sum.value.w, term.value.w);
  let rest = sum.rest + (term.rest + vec4f(x.y, y.y, z.y, w.y));
  if (LARGEST) {
    return Sum(vec4f(max(sum.value.x, term.value.x), y.x, z.x, w.x), vec4f(0.0, rest.yzw));
  }
  return Sum(vec4f(x.x, y.x, z.x, w.x), rest);
}

@compute @workgroup_size(64)
fn reduce(@builtin(local_invocation_index) lane: u32) {
  let count = size[0];
  var sum = Sum(vec4f(0.0), vec4f(0.0));
  if (halt[0] == 0u) {
    for (var n = lane; n < count; n += 64u) { sum = add(sum, Sum(partial[n], vec4f(0.0))); }
  }
  sums[lane] = sum;
  workgroupBarrier();
  if (lane != 0u || halt[0] != 0u) { return; }
  // As many lanes as had something to add: a bound that no compiler unrolls.
  for (var n = 1u; n < min(64u, count); n++) { sum = add(sum, sums[n]); }
  totals[0] = sum.value + sum.rest;
}
