/**
 * Runs scripts in Python without NumPy, PyTorch or DeepXDE: stand-ins take columns for single numbers, look derivatives
 * up by name, and record the conditions. In: JSON [{script, unknowns, coordinates, values, middle}], where `values` are
 * those of coordinates, unknowns and derivatives at one point and `middle` is a point inside. Out, for each script:
 * {residuals, conditions: [{kind, value, component, there, inside}], exact}.
 */
export const STAND_IN = `
import json, math, sys, types, io, contextlib

class Columns:
    def __init__(self, names, values):
        self.names, self.values, self.dtype = names, values, None
    def __getitem__(self, key):
        if isinstance(key, tuple):
            if key[0] is None:
                return self
            name = self.names[key[1].start]
            return Value(name, self.values[name])
        return self.values[self.names[key]]

class Value(float):
    def __new__(cls, name, value):
        self = super().__new__(cls, value)
        self.name = name
        return self

class Anything:
    def __init__(self, *args, **kwargs): pass
    def __call__(self, *args, **kwargs): return Anything()
    def __getattr__(self, name): return Anything()
    def __getitem__(self, key): return Anything()
    def __sub__(self, other): return Anything()
    def __rsub__(self, other): return Anything()
    def __truediv__(self, other): return Anything()
    def __mul__(self, other): return Anything()

class Variable(float):
    def item(self): return float(self)

def module(name, **parts):
    made = types.ModuleType(name)
    for key, value in parts.items():
        setattr(made, key, value)
    sys.modules[name] = made
    return made

def common(names):
    return {name: getattr(math, name) for name in names}

SAME = common(["sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "log", "sqrt", "floor"])
SHARED = dict(SAME, sign=lambda x: (x > 0) - (x < 0), maximum=max, minimum=min, where=lambda c, a, b: a if c else b)
torch = module("torch", asin=math.asin, acos=math.acos, atan=math.atan, atan2=math.atan2,
    as_tensor=lambda x, dtype=None: x, cat=lambda parts, dim: list(parts), exp_=None, **SHARED)
numpy = module("numpy", arcsin=math.asin, arccos=math.acos, arctan=math.atan, arctan2=math.atan2,
    isclose=lambda a, b: abs(a - b) <= 1e-8 + 1e-5*abs(b), array=lambda x: Anything(), ravel=lambda x: [x],
    linalg=Anything(), **SHARED)

def run(job):
    names, values, unknowns, coordinates = job["coordinates"] + job["unknowns"], job["values"], job["unknowns"], job["coordinates"]
    X, Y = Columns(coordinates, values), Columns(unknowns, values)
    recorded = []
    def jacobian(ys, xs, i, j):
        base = unknowns[i] if ys is Y else ys.name
        name = base + ("" if "_" in base[len(base.split("_")[0]):] else "_") + coordinates[j]
        return Value(name, values[name])
    def record(kind):
        def make(domain, formula, where, component=None):
            recorded.append((kind, formula, where, component))
        return make
    geometry = types.SimpleNamespace(geometry=types.SimpleNamespace(Geometry=object), Interval=Anything, Rectangle=Anything,
        Cuboid=Anything, TimeDomain=Anything, GeometryXTime=Anything)
    icbc = types.SimpleNamespace(IC=record("start"), DirichletBC=record("value"), OperatorBC=record("residual"),
        PointSetBC=lambda places, values, component: recorded.append(("points", None, None, component)))
    module("deepxde", grad=types.SimpleNamespace(jacobian=jacobian), geometry=geometry, icbc=icbc, Variable=Variable,
        data=Anything(), nn=Anything(), Model=Anything(), saveplot=Anything(), config=Anything())
    space = {"__name__": "script"}
    exec(compile(job["script"], "script.py", "exec"), space)
    with contextlib.redirect_stdout(io.StringIO()):
        if "Body" in space:
            space["Body"] = Anything
            space["surface_normals"] = lambda distance, points: Columns(["normalx", "normaly", "normalz"], values)
        if "exact" in space:
            known = space["exact"](X)
            space["exact"] = lambda points: {}
        space["main"]()
    middle = Columns(coordinates, dict(zip(coordinates, job["middle"])))
    conditions = []
    for kind, formula, where, component in recorded:
        if kind == "points":
            conditions.append({"kind": kind, "component": component})
            continue
        value = formula(X, Y, X) if kind == "residual" else formula(X)
        conditions.append({"kind": kind, "value": float(value), "component": component, "inside": bool(where(middle, True))})
    return {"residuals": [float(r) for r in space["residuals"](X, Y)], "conditions": conditions,
        "features": [float(f) for f in space["features"](X)],
        "exact": {name: float(value) for name, value in known.items()} if "exact" in space else None}

print(json.dumps([run(job) for job in json.load(sys.stdin)]))
`;
