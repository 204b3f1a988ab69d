// For compilers that leave error-free transforms alone.
fn keep(x: f32) -> f32 { return x; }
