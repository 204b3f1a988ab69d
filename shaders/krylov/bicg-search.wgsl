// Weights of the next direction p = r + beta (p - omega A p): beta = (rho' / rho) (alpha / omega), rho' = (shadow, r).
// Where rho' has vanished beside |shadow| |r| (a breakdown of the recurrence, or r is new), all starts anew from r;
// too many starts are given up.
// van der Vorst, SIAM J. Sci. Stat. Comput. 13 (1992), with restarts after Sleijpen & Fokkema (1993).
// in: totals.x = (shadow, r); in/out: state, halt; one item.
@group(0) @binding(0) var<storage, read_write> halt: array<u32>;
@group(0) @binding(1) var<storage, read_write> state: State;
@group(0) @binding(2) var<storage, read> totals: array<vec4f, 1>;

// f32 products of two vectors know their sum to 2^-24 of the product of norms or so.
const VANISHED = 1e-7;
const RESTARTS = 8u;

fn finite(x: f32) -> bool { return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u; }

@compute @workgroup_size(1)
fn search() {
  if (halt[0] != 0u) { return; }
  let rho = totals[0].x;
  let beta = (rho / state.rho) * (state.alpha / state.omega);
  // At the very start and after a failed step alpha is 0.
  let first = state.alpha == 0.0;
  let lost = abs(rho) <= VANISHED * state.shadow * state.natural || !finite(rho) || !finite(beta);
  if (first || lost) {
    state.anew = 1u;
    state.beta = 0.0;
    state.rho = state.natural * state.natural;
    state.shadow = state.natural;
    if (!first) { state.restarts += 1u; }
    if (state.restarts > RESTARTS) {
      state.code = BREAKDOWN;
      halt[0] = BREAKDOWN;
    }
    return;
  }
  state.anew = 0u;
  state.beta = beta;
  state.rho = rho;
}
