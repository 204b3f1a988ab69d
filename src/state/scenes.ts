import {
  coarsen,
  DEFAULT_PRESET,
  expectations,
  metricReferences,
  parseSceneText,
  pointSets,
  presetById,
  presets,
  regrid,
  resolve,
  type Scene,
} from '../../scenes';
import { CAPS } from '../../solvers/base/caps';
import { Failure } from '../../solvers/base/result';
import { equationToLatex, evaluateConstant, nameToLatex, parse, parseEquation, toLatex } from '../../solvers/expr';
import { isLink } from '../share/is-link';
import type { FormulaView, ReferencePoints, SceneLibrary, SceneView } from './library';

/** The program's own scenes, links and files. */
export const sceneLibrary: SceneLibrary<Scene> = {
  presets,
  first: DEFAULT_PRESET,
  preset: (id) => presetById(id).scene,
  parse: parseFile,
  // Packing comes with the first link.
  fromHash: async (hash) =>
    isLink(hash) ? checked((await (await import('../share/link')).decodeLink(hash)).scene) : presetInHash(hash),
  toHash: async (scene) => (await import('../share/link')).encodeLink(scene),
  toText: (scene) => `${JSON.stringify(scene, null, 2)}\n`,
  withParameter,
  withCells: (scene, n) => changed(regrid(scene, n)),
  withStep,
  coarsened: (scene, cells) => {
    const coarser = coarsen(scene, cells);
    return coarser && changed(coarser);
  },
  withMethod,
  withRecipe,
  withThree,
  describe,
  references,
  knownMetrics: metricReferences,
};

/** A scene whose answer is another one: what was expected of the old one is gone. */
function changed(scene: Scene): Scene {
  const { expect: _, ...rest } = scene;
  return rest;
}

/** `#cavity-re100` names a preset; any other hash is not ours. */
function presetInHash(hash: string): Scene | null {
  const id = hash.replace(/^#/, '');
  return id === '' ? null : presetById(id).scene;
}

function parseFile(text: string): Scene {
  if (text.length > CAPS.sceneBytes) {
    throw new Failure(
      'bad-input',
      `the file has ${text.length} characters, over the limit ${CAPS.sceneBytes}`,
      'scene',
    );
  }
  return checked(parseSceneText(text));
}

/** A scene is opened only if it can be resolved as well: names, scopes, sides. */
function checked(scene: Scene): Scene {
  resolve(scene);
  return scene;
}

function withParameter(scene: Scene, name: string, value: number): Scene {
  const given = scene.parameters?.[name];
  if (!given) throw new Failure('bad-input', `The scene has no parameter ${name}.`, `parameters.${name}`);
  return { ...changed(scene), parameters: { ...scene.parameters, [name]: { ...given, value } } };
}

function withStep(scene: Scene, dt: number | null): Scene {
  const { dt: _, ...rest } = changed(scene);
  return checked(dt === null ? rest : { ...rest, dt });
}

function withRecipe(scene: Scene, method: string, key: string, value: number | string): Scene {
  const recipes = { ...scene.recipes, [method]: { ...scene.recipes?.[method], [key]: value } };
  return checked({ ...changed(scene), recipes });
}

function withMethod(scene: Scene, method: string): Scene {
  return checked({ ...changed(scene), method });
}

/** The scene whose panes are its first unknown, what that is compared with, and the difference; or without any choice. */
function withThree(scene: Scene, three: boolean, inputs: readonly string[] = []): Scene {
  const { view: _, ...rest } = scene;
  const [unknown] = scene.unknowns;
  if (!three) return rest;
  const answers = ['', '.reference', '.error'].map((part) => unknown + part);
  return { ...rest, view: { panes: [...inputs.slice(0, 1), ...answers].map((field) => ({ field })) } };
}

function describe(scene: Scene): SceneView {
  const { sliders, problem } = resolve(scene);
  // Fields in one dimension are drawn over time.
  const [x, y = problem.time] = problem.axes;
  const axes = problem.time ? [...problem.axes, problem.time] : problem.axes;
  return {
    id: scene.id,
    title: scene.title ?? scene.id,
    description: scene.description ?? '',
    equations: scene.equations.map((text) => ({ text, latex: equationToLatex(parseEquation(text)) })),
    definitions: Object.entries(scene.definitions ?? {}).map(([name, text]) => definition(name, text)),
    parameters: sliders.map(({ name, label, unit, value, min, max, scale }) => {
      return { name, title: label === name ? '' : label, unit, value, range: [min, max], scale };
    }),
    coordinates: axes.map(({ name, min, max }) => ({ name, min, max })),
    conditions: (scene.conditions ?? []).map(({ on, is, random }) => {
      const text = typeof is === 'string' ? [is] : (is ?? []);
      const noise = random ? [randomInWords(random)] : [];
      return {
        on,
        is: [...text, ...noise],
        words: placeInWords(
          on,
          problem.axes.map(({ name }) => name),
        ),
      };
    }),
    obstacles: problem.obstacles.map(({ name }) => name),
    extent: [x?.min ?? 0, x?.max ?? 1, y?.min ?? 0, y?.max ?? 1],
    cells: problem.grid.cells,
    step: problem.dt,
    expected: expectations(scene),
    panes: (scene.view?.panes ?? []).map((pane) => ({
      ...pane,
      range: pane.range && [evaluateConstant(pane.range[0]), evaluateConstant(pane.range[1])],
    })),
  };
}

function definition(name: string, text: string): FormulaView {
  return { text: `${name} = ${text}`, latex: `${nameToLatex(name)} = ${toLatex(parse(text))}` };
}

function randomInWords(random: NonNullable<NonNullable<Scene['conditions']>[number]['random']>): string {
  if ('spectrum' in random) return `random ${random.field}, spectrum ${random.spectrum}`;
  return `random velocity, wave number ${random.peak}, rms ${random.rms}`;
}

function placeInWords(on: string, axes: readonly string[]): string {
  const place = on.replaceAll(' ', '');
  if (/^t=0(\.0*)?$/.test(place)) return 'at the start';
  if (axes.includes(place)) return `across ${place}`;
  return `on ${place.replace('=', ' = ')}`;
}

function references(scene: Scene): ReferencePoints[] {
  return resolve(scene).problem.profiles.flatMap((line) =>
    pointSets(scene, line).map((set) => {
      const trusted = set.positions
        .map((at, i) => ({ at, value: set.values[i] as number }))
        .filter(({ at }) => !set.suspect.includes(at));
      return {
        profile: line.title,
        label: set.label,
        kind: set.kind,
        positions: trusted.map(({ at }) => at),
        values: trusted.map(({ value }) => value),
        source: set.source,
      };
    }),
  );
}
