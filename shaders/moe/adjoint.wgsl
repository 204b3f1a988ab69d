// v of H v = g for each member, H = J^T J + sum of r r'' + ridge^2, in double-single, by L D L^T (H may be indefinite):
// one workgroup for each member. in: w[member, n], g[member, n], what linearised() and addCurvature() read; out: scratch:
// w and v as pairs, and 1 where the member has a derivative. 25 flop for each product, as in gram.wgsl.
// v is refined once with g - H v from the rows (Bjorck 1987, corrected semi-normal equations): what is left of the
// condition's square in the factor falls to its first power.
const SINGULAR = 1.0e-11;

@compute @workgroup_size(64)
fn adjoint(
  @builtin(workgroup_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let member = id.x + id.y * groups.x;
  if (member >= sizes.members) { return; }
  let base = member * sizes.stride;
  let n = sizes.n;
  let wide = sizes.wide;
  if (lane < wide) {
    let w = point[sizes.point + member * n + min(lane, n - 1u)];
    scratch[base + sizes.at_x + lane] = select(0.0, w, lane < n);
    scratch[base + sizes.at_x + wide + lane] = 0.0;
  }
  storageBarrier();
  linearised(member, lane, base);
  storageBarrier();
  gram(base, lane, sizes.rows);
  addCurvature(member, lane, base);
  storageBarrier();
  gather(base, lane, sizes.tiles);
  storageBarrier();
  if (lane < n) {
    let diagonal = base + sizes.at_gram + lane * wide + lane;
    storePair(diagonal, addPairs(pair(diagonal), twoProduct(sizes.ridge, sizes.ridge)));
    storePair(base + sizes.at_gram + n * wide + lane, vec2f(sensed[sizes.sensed + member * n + lane], 0.0));
  }
  storageBarrier();
  for (var j = 0u; j < n; j++) {
    factorColumn(base, lane, j, 0.0, -3e38);
    storageBarrier();
  }
  if (lane == 0u) { substitute(base, base + sizes.at_trial); }
  storageBarrier();
  productsAlong(member, lane, base);
  storageBarrier();
  if (lane < n) {
    let v = vec2f(scratch[base + sizes.at_trial + lane], scratch[base + sizes.at_trial + wide + lane]);
    var rest = vec2f(sensed[sizes.sensed + member * n + lane], 0.0);
    rest = addPairs(rest, -multiplyPairs(twoProduct(sizes.ridge, sizes.ridge), v));
    rest = addPairs(rest, -hessianTimes(member, lane, base));
    storePair(base + sizes.at_gram + n * wide + lane, rest);
  }
  storageBarrier();
  if (lane == 0u) {
    eliminate(base);
    substitute(base, base + sizes.at_parts);
    for (var a = 0u; a < n; a++) {
      let at = base + sizes.at_trial + a;
      let change = base + sizes.at_parts + a;
      let v = addPairs(vec2f(scratch[at], scratch[at + wide]), vec2f(scratch[change], scratch[change + wide]));
      scratch[at] = v.x;
      scratch[at + wide] = v.y;
    }
    let range = pivotRange(base);
    var sum = range.x + range.y;
    for (var a = 0u; a < n; a++) { sum += abs(scratch[base + sizes.at_trial + a]); }
    let sound = isNumber(sum) && range.x > SINGULAR * range.y;
    scratch[base + sizes.at_before] = select(0.0, 1.0, sound);
  }
}
