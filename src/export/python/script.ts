import type { Scene } from '../../../scenes';
import { toText } from '../../../solvers/expr';
import type { Axis } from '../../../solvers/methods/problem';
import { BODY } from './body';
import { type Condition, conditionsOf } from './conditions';
import { Functions } from './functions';
import { pythonName } from './names';
import { type Statement, statementOf } from './statement';

/** Points and iterations of a first try; a scene of one's own may want more. */
const [POINTS, SIDE_POINTS, ADAM] = [4000, 800, 15_000] as const;

/**
 * A Python script that states the scene for DeepXDE on PyTorch: geometry, residuals, conditions by side, start,
 * measurements, parameters (also those that are sought) and the exact solution where it is known.
 * @throws Failure 'bad-input' with the reason why a script cannot state it
 */
export function pythonOf(scene: Scene): string {
  const statement = statementOf(scene);
  const functions = new Functions(statement);
  const conditions = conditionsOf(statement, functions);
  return [
    head(scene, statement),
    parameters(scene, statement),
    ends(statement.coordinates),
    ...(statement.problem.obstacles.length > 0 ? [BODY, bodies(statement, functions)] : []),
    features(statement),
    residuals(scene, statement, functions),
    ...conditions.flatMap(({ before }) => before),
    exact(statement, functions),
    main(scene, statement, conditions),
  ]
    .filter((part) => part !== '')
    .join('\n\n\n')
    .concat('\n');
}

function head(scene: Scene, { problem }: Statement): string {
  const equations = scene.equations.map((text) => `    ${text}`).join('\n');
  const steady = scene.coordinates.t !== undefined && problem.time === null;
  return [
    `"""${safe(scene.title ?? scene.id)}`,
    '',
    ...(scene.description ? [safe(scene.description), ''] : []),
    safe(equations),
    '',
    ...(steady ? ['The steady state is looked for: nothing depends on t.', ''] : []),
    'The same problem for DeepXDE on PyTorch, written by Nablab: pip install deepxde torch',
    '"""',
    '',
    'import math',
    'import os',
    '',
    'os.environ.setdefault("DDE_BACKEND", "pytorch")',
    '',
    'import deepxde as dde',
    'import numpy as np',
    'import torch',
  ].join('\n');
}

function parameters({ parameters: given = {} }: Scene, { problem }: Statement): string {
  const lines = Object.entries(problem.parameters).flatMap(([name, value]) => {
    const label = given[name]?.label;
    const comment = label ? `  # ${safe(label)}` : '';
    const sought = problem.inferred?.find((one) => one.name === name);
    if (!sought) return [`${pythonName(name)} = ${value}${comment}`];
    return [`${pythonName(name)} = dde.Variable(float(${sought.start}))${comment || '  #'}, sought`];
  });
  return lines.length > 0 ? lines.join('\n') : '';
}

function ends(coordinates: readonly Axis[]): string {
  return coordinates
    .map(({ name, min, max }) => `${name.toUpperCase()}_MIN, ${name.toUpperCase()}_MAX = ${min}, ${max}`)
    .join('\n');
}

function bodies({ problem }: Statement, functions: Functions): string {
  return problem.obstacles
    .map(({ name, distance }) => {
      const { text, columns } = functions.values(distance);
      return [
        `def distance_${name}(X):`,
        '    """Signed distance, negative inside."""',
        ...columns.map((line) => `    ${line}`),
        `    return ${text}`,
      ].join('\n');
    })
    .join('\n\n\n');
}

/** Inputs of the network: all of one size, and periodic where the problem is. */
function features({ coordinates, periodic }: Statement): string {
  const columns = coordinates.map(({ name }, k) => `    ${name} = X[:, ${k}:${k + 1}]`);
  const parts = coordinates.flatMap(({ name }) => {
    const [low, high] = [`${name.toUpperCase()}_MIN`, `${name.toUpperCase()}_MAX`];
    const turn = `2*math.pi*(${name} - ${low})/(${high} - ${low})`;
    if (periodic.includes(name)) return [`torch.cos(${turn})`, `torch.sin(${turn})`];
    return [`2*(${name} - ${low})/(${high} - ${low}) - 1`];
  });
  return [
    'def features(X):',
    `    """Coordinates scaled to [-1, 1]${periodic.length > 0 ? '; periodic ones as cosine and sine' : ''}."""`,
    ...columns,
    `    return torch.cat([${parts.join(', ')}], dim=1)`,
  ].join('\n');
}

function residuals(scene: Scene, statement: Statement, functions: Functions): string {
  const { texts, lines } = functions.residuals(statement.residuals);
  return [
    'def residuals(X, Y):',
    '    """What each equation leaves over: left minus right."""',
    ...lines.map((line) => `    ${line}`),
    '    return [',
    ...texts.flatMap((text, k) => [
      `        # ${safe(scene.equations[k] ?? toText(statement.residuals[k]!))}`,
      `        ${text},`,
    ]),
    '    ]',
  ].join('\n');
}

function exact({ problem }: Statement, functions: Functions): string {
  const known = problem.unknowns.filter((name) => problem.exact[name]);
  if (known.length === 0) return '';
  const all = known.map((name) => ({ name, ...functions.values(problem.exact[name]!) }));
  const columns = [...new Set(all.flatMap((one) => one.columns))];
  return [
    'def exact(X):',
    '    """The exact solution, by unknown."""',
    ...columns.map((line) => `    ${line}`),
    `    return {${all.map(({ name, text }) => `"${name}": ${text}`).join(', ')}}`,
  ].join('\n');
}

function main(scene: Scene, statement: Statement, conditions: readonly Condition[]): string {
  const { problem, coordinates, periodic } = statement;
  const { axes, time, obstacles, unknowns, inferred = [] } = problem;
  const inputs = coordinates.length + periodic.length;
  const sought = inferred.map(({ name }) => pythonName(name)).join(', ');
  const compile = inferred.length > 0 ? `, external_trainable_variables=[${sought}]` : '';
  const counts = [
    `num_domain=${POINTS}`,
    ...(conditions.some(({ where }) => where === 'boundary') ? [`num_boundary=${SIDE_POINTS}`] : []),
    ...(conditions.some(({ where }) => where === 'start') ? [`num_initial=${SIDE_POINTS}`] : []),
  ].join(', ');
  const lines = [
    `box = ${box(axes)}`,
    ...obstacles.map(({ name }) => `box = box - Body(distance_${name}, ${list(axes, 'MIN')}, ${list(axes, 'MAX')})`),
    time ? `domain = dde.geometry.GeometryXTime(box, dde.geometry.TimeDomain(T_MIN, T_MAX))` : 'domain = box',
    'conditions = [',
    ...conditions.map(({ text }) => `    ${text},`),
    ']',
    `data = dde.data.${time ? 'TimePDE' : 'PDE'}(domain, residuals, conditions, ${counts})`,
    `net = dde.nn.FNN([${inputs}] + 4*[64] + [${unknowns.length}], "tanh", "Glorot normal")`,
    'net.apply_feature_transform(features)',
    'model = dde.Model(data, net)',
    `model.compile("adam", lr=1e-3${compile})`,
    `model.train(iterations=int(os.environ.get("ITERATIONS", ${ADAM})))`,
    ...inferred.map(({ name }) => `print("${name} =", ${pythonName(name)}.item())`),
    ...(Object.keys(problem.exact).length > 0 ? errors(unknowns) : []),
    `dde.saveplot(model.losshistory, model.train_state, issave=True, isplot=False, output_dir="${safe(scene.id)}")`,
  ];
  return [
    'def main():',
    ...lines.map((line) => `    ${line}`),
    '',
    '',
    'if __name__ == "__main__":',
    '    main()',
  ].join('\n');
}

function errors(unknowns: readonly string[]): string[] {
  const names = unknowns.map((name) => `"${name}"`).join(', ');
  return [
    'points = domain.random_points(10000)',
    'found = model.predict(points)',
    'for name, wanted in exact(points).items():',
    `    error = found[:, [${names}].index(name)] - np.ravel(wanted)`,
    '    print("relative L2 error of", name, "=", np.linalg.norm(error)/np.linalg.norm(wanted))',
  ];
}

function box(axes: readonly Axis[]): string {
  if (axes.length === 1) return 'dde.geometry.Interval(X_MIN, X_MAX)';
  return `dde.geometry.${axes.length === 2 ? 'Rectangle' : 'Cuboid'}(${list(axes, 'MIN')}, ${list(axes, 'MAX')})`;
}

function list(axes: readonly Axis[], end: 'MIN' | 'MAX'): string {
  return `[${axes.map(({ name }) => `${name.toUpperCase()}_${end}`).join(', ')}]`;
}

/** Text of a scene that cannot leave its comment or its string. */
function safe(text: string): string {
  return text
    .replaceAll('\\', '/')
    .replaceAll('"', "'")
    .replaceAll(/[\r\n]+(?! {4})/g, ' ');
}
