/** RGBA of a share of the range, -1 to 1 or 0 to 1: near enough to the real maps for tests and stories. */
export function colourOf(share: number, diverging: boolean): number[] {
  return diverging ? vik(share) : viridis(share);
}

function viridis(s: number): number[] {
  return [
    255 * (0.28 - 0.7 * s + 1.4 * s * s),
    255 * (0.02 + 1.35 * s - 0.47 * s * s),
    255 * (0.33 + 1.1 * s - 1.4 * s * s),
    255,
  ];
}

function vik(s: number): number[] {
  const a = Math.min(1, Math.abs(s)) ** 0.8;
  return s < 0 ? [235 - 230 * a, 237 - 160 * a, 240 - 120 * a, 255] : [240 - 60 * a, 235 - 175 * a, 230 - 215 * a, 255];
}
