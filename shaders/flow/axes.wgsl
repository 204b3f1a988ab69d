// Widths and distances of an axis at array index k (cell k - 1): (width, 1/width, distance to the centre before,
// 1/distance). With UNIFORM they are the same everywhere but at outflow sides, where the pressure stands on the side
// itself, half a cell away, and nothing is read.
override UNIFORM: bool = false;

fn tableX(k: u32) -> vec4f {
  if (UNIFORM) {
    let half = (k == 1u && flow.west == OUTFLOW) || (k == flow.nx + 1u && flow.east == OUTFLOW);
    return select(flow.spacingX, flow.spacingX * vec4f(1.0, 1.0, 0.5, 2.0), half);
  }
  return axisX[k];
}

fn tableY(k: u32) -> vec4f {
  if (UNIFORM) {
    let half = (k == 1u && flow.south == OUTFLOW) || (k == flow.ny + 1u && flow.north == OUTFLOW);
    return select(flow.spacingY, flow.spacingY * vec4f(1.0, 1.0, 0.5, 2.0), half);
  }
  return axisY[k];
}
