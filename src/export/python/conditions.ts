import type { Functions } from './functions';
import { pythonName } from './names';
import { type GivenResidual, type GivenValue, NORMAL, type Place, type Statement } from './statement';

/** A condition in the list that DeepXDE is given. */
export interface Condition {
  readonly where: 'boundary' | 'start' | 'points';
  /** Functions that it uses. */
  readonly before: readonly string[];
  readonly text: string;
}

/** All conditions of a statement, and the functions that they need, each once. */
export function conditionsOf(statement: Statement, functions: Functions): Condition[] {
  const written = new Set<string>();
  const once = (parts: readonly string[]): string[] => {
    return parts.filter((part) => !written.has(part) && written.add(part));
  };
  const all = [
    ...statement.values.map((given) => valueCondition(statement, functions, given)),
    ...statement.slopes.map((given, k) => slopeCondition(functions, given, k)),
    ...measurements(statement),
  ];
  return all.map((condition) => ({ ...condition, before: once(condition.before) }));
}

function valueCondition({ problem }: Statement, functions: Functions, given: GivenValue): Condition {
  const { unknown, value, place } = given;
  const { text, columns } = functions.values(value);
  const component = problem.unknowns.indexOf(unknown);
  const name = `${pythonName(unknown)}_${wordOf(place)}`;
  const isPlain = columns.length === 0;
  const formula = isPlain ? `lambda X: ${text}` : name;
  const before = isPlain ? [] : [define(name, 'X', columns, text)];
  if (place.kind === 'start') {
    const condition = `dde.icbc.IC(domain, ${formula}, lambda X, on: on, component=${component})`;
    return { where: 'start', before, text: condition };
  }
  const at = whereIs(place);
  const condition = `dde.icbc.DirichletBC(domain, ${formula}, ${at.name}, component=${component})`;
  return { where: 'boundary', before: [...before, at.text], text: condition };
}

function slopeCondition(functions: Functions, { residual, place }: GivenResidual, k: number): Condition {
  const { texts, lines } = functions.residuals([residual]);
  const name = `residual_${k + 1}_${wordOf(place)}`;
  const at = whereIs(place);
  const normals =
    place.kind === 'body' && texts[0]!.includes(NORMAL)
      ? [`normals = torch.as_tensor(surface_normals(distance_${place.body.name}, points), dtype=X.dtype)`]
      : [];
  const own = normals.length > 0 ? [...'xyz'].map((axis, a) => `${NORMAL}${axis} = normals[:, ${a}:${a + 1}]`) : [];
  const used = own.filter((line) => texts[0]!.includes(line.split(' ')[0]!));
  const before = [define(name, 'X, Y, points', [...normals, ...used, ...lines], texts[0]!), at.text];
  const where = place.kind === 'start' ? 'start' : 'boundary';
  return { where, before, text: `dde.icbc.OperatorBC(domain, ${name}, ${at.name})` };
}

/** What sensors measured: places and values as they are. */
function measurements({ problem }: Statement): Condition[] {
  return (problem.data ?? []).map(({ field, places, values }, k): Condition => {
    const points = Array.from(values, (_, i) => `[${places.map((place) => place[i]).join(', ')}]`);
    const before = [
      `PLACES_${k + 1} = np.array([\n    ${points.join(', ')},\n])`,
      `VALUES_${k + 1} = np.array([\n    ${Array.from(values).join(', ')},\n]).reshape(-1, 1)`,
    ].join('\n');
    const component = problem.unknowns.indexOf(field);
    const text = `dde.icbc.PointSetBC(PLACES_${k + 1}, VALUES_${k + 1}, component=${component})`;
    return { where: 'points', before: [before], text };
  });
}

/** The test of DeepXDE for a place. */
function whereIs(place: Place): { readonly name: string; readonly text: string } {
  const name = `at_${wordOf(place)}`;
  if (place.kind === 'start') return { name, text: define(name, 'X, on', [], 'np.isclose(X[-1], T_MIN)') };
  if (place.kind === 'body') {
    return {
      name,
      text: define(name, 'X, on', [], `on and abs(np.ravel(distance_${place.body.name}(X[None, :]))[0]) < NEAR`),
    };
  }
  const { axis, end } = place;
  const index = ['x', 'y', 'z'].indexOf(axis.name);
  const value = `${axis.name.toUpperCase()}_${end.toUpperCase()}`;
  return { name, text: define(name, 'X, on', [], `on and np.isclose(X[${index}], ${value})`) };
}

function wordOf(place: Place): string {
  if (place.kind === 'start') return 'start';
  return place.kind === 'body' ? place.body.name : `${place.axis.name}_${place.end}`;
}

function define(name: string, parameters: string, lines: readonly string[], value: string): string {
  return [`def ${name}(${parameters}):`, ...lines.map((line) => `    ${line}`), `    return ${value}`].join('\n');
}
