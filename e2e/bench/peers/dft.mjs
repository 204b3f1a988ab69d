/**
 * Tables of the discrete Fourier transforms as matrix products, made in f64: the `modes` lowest modes of the last
 * axis, and of the first one those at both ends. A complex product is a real one over an axis of two parts.
 * toY [j, p, y], toX [p, i, q, x], fromX [q, x, p, i], fromY [p, y, j].
 */
export function dftTables(n, modes) {
  const last = Array.from({ length: modes }, (_, k) => k);
  const first = [...last, ...last.map((k) => n - modes + k)];
  const places = Array.from({ length: n }, (_, k) => k);
  const angle = (k, i) => (2 * Math.PI * ((k * i) % n)) / n;
  const table = (shape, values) => ({ shape, values: Float32Array.from(values) });
  const parts = [0, 1];
  /** Entry of the real form of exp(sign i angle): what part `from` adds to part `to`. */
  const turn = (sign, from, to, at) => (from === to ? Math.cos(at) : (to === 1 ? sign : -sign) * Math.sin(at));

  const toY = places.flatMap((j) => parts.flatMap((p) => last.map((y) => turn(-1, 0, p, angle(y, j)))));
  const toX = parts.flatMap((p) =>
    places.flatMap((i) => parts.flatMap((q) => first.map((x) => turn(-1, p, q, angle(x, i))))),
  );
  const fromX = parts.flatMap((q) =>
    first.flatMap((x) => parts.flatMap((p) => places.map((i) => turn(1, q, p, angle(x, i)) / n))),
  );
  // A real signal has each mode but the zeroth twice, once conjugated.
  const fromY = parts.flatMap((p) =>
    last.flatMap((y) => places.map((j) => ((y === 0 ? 1 : 2) * turn(1, p, 0, angle(y, j))) / n)),
  );
  return {
    toY: table([n, 2, modes], toY),
    toX: table([2, n, 2, 2 * modes], toX),
    fromX: table([2, 2 * modes, 2, n], fromX),
    fromY: table([2, modes, n], fromY),
  };
}
