// Weight of the last direction in the next: beta = -(z, A p) / (p, A p), which makes the two conjugate whatever the
// preconditioner was (flexible conjugate gradients: Notay, SIAM J. Sci. Comput. 22 (2000), truncated at one).
// in: totals.x = (z, A p); in/out: state, halt; one item.
@group(0) @binding(0) var<storage, read_write> halt: array<u32>;
@group(0) @binding(1) var<storage, read_write> state: State;
@group(0) @binding(2) var<storage, read> totals: array<vec4f, 1>;

@compute @workgroup_size(1)
fn search() {
  if (halt[0] != 0u) { return; }
  state.beta = 0.0;
  if (state.energy > 0.0) { state.beta = -totals[0].x / state.energy; }
}
