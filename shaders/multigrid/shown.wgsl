// Shows numbers of a linear solver, which stand at its unknowns, on the grid of a picture:
//   shown = unit * (hi + lo) - base, 0 in place of the first term where there is no unknown; differences in pairs, so
//   that an error far below f32's own is still seen.
// in: places[count] = index of the unknown or -1; values[points] hi, and with lows > 0 values[lows + points] lo;
//     base[2 * count] hi then lo, read only if HAS_BASE; out: shown[count]; items: count; 5 flop and 12 to 24 bytes each.
struct Shown { count: u32, lows: u32, unit: f32 }
@group(0) @binding(0) var<uniform> how: Shown;
@group(0) @binding(1) var<storage, read> places: array<i32>;
@group(0) @binding(2) var<storage, read> values: array<f32>;
@group(0) @binding(3) var<storage, read> base: array<f32>;
@group(0) @binding(4) var<storage, read_write> shown: array<f32>;

override HAS_BASE: bool = false;

@compute @workgroup_size(64)
fn show(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  if (at >= how.count) { return; }
  let place = places[at];
  var high = 0.0;
  var low = 0.0;
  if (place >= 0) {
    high = how.unit * values[place];
    if (how.lows > 0u) { low = how.unit * values[how.lows + u32(place)]; }
  }
  if (HAS_BASE) {
    high -= base[at];
    low -= base[how.count + at];
  }
  shown[at] = high + low;
}
