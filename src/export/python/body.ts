/** What scripts with bodies need: a geometry by signed distance, with points on its surface by Newton's method. */
export const BODY = `NEAR = 1e-3


def surface_normals(distance, X, step=1e-4):
    """Unit normals of a signed distance, by differences."""
    slopes = []
    for a in range(X.shape[1]):
        shift = np.zeros_like(X)
        shift[:, a] = step
        slopes.append((distance(X + shift) - distance(X - shift)).reshape(-1)/(2*step))
    slopes = np.stack(slopes, axis=1)
    return slopes/np.maximum(np.linalg.norm(slopes, axis=1, keepdims=True), 1e-12)


class Body(dde.geometry.geometry.Geometry):
    """Where a signed distance is negative."""

    def __init__(self, distance, low, high):
        low, high = np.array(low), np.array(high)
        super().__init__(len(low), (low, high), np.linalg.norm(high - low))
        self.distance = distance

    def inside(self, X):
        return self.distance(X).reshape(-1) <= 0

    def on_boundary(self, X):
        return np.abs(self.distance(X).reshape(-1)) < NEAR

    def boundary_normal(self, X):
        return surface_normals(self.distance, X)

    def random_points(self, n, random="pseudo"):
        found = np.empty((0, self.dim))
        while len(found) < n:
            X = np.random.uniform(*self.bbox, (4*n, self.dim))
            found = np.vstack([found, X[self.inside(X)]])
        return found[:n].astype(dde.config.real(np))

    def random_boundary_points(self, n, random="pseudo"):
        found = np.empty((0, self.dim))
        while len(found) < n:
            X = np.random.uniform(*self.bbox, (4*n, self.dim))
            for _ in range(8):
                X = X - self.distance(X).reshape(-1, 1)*self.boundary_normal(X)
            seen = self.on_boundary(X) & np.all((X >= self.bbox[0]) & (X <= self.bbox[1]), axis=1)
            found = np.vstack([found, X[seen]])
        return found[:n].astype(dde.config.real(np))`;
