import * as v from 'valibot';
import { CAPS, integerFault } from '../solvers/base/caps';
import { evaluateConstant, MAX_CHARACTERS } from '../solvers/expr';
import { constantFault } from './formula';

/*
 * The scene document, version 1. Structure and sizes are checked here; what needs the whole scene (names,
 * scopes, sides) is checked by `resolve`. Messages follow the field's name: those that start with `=` continue
 * "grid.n", all others come after a colon.
 */

const IDENTIFIER = /^[A-Za-z][A-Za-z0-9_]*$/;
const IDENTIFIER_RULE = 'must be a name: a letter, then letters, digits or underscores';

function text(limit: number) {
  return v.pipe(
    v.string(),
    v.maxLength(limit, (issue) => `is ${issue.input.length} characters long: use at most ${limit}`),
  );
}

const identifier = v.pipe(text(CAPS.nameCharacters), v.regex(IDENTIFIER, IDENTIFIER_RULE));
const slug = v.pipe(
  text(CAPS.nameCharacters),
  v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be small letters, digits and single hyphens, as in cavity-re1000'),
);
const title = text(CAPS.titleCharacters);
const formula = v.pipe(text(MAX_CHARACTERS), v.regex(/\S/, 'is empty: write a formula'));

/** A number, or a formula without names for one, such as "0.01/pi". */
const constant = v.union([
  v.number(),
  v.pipe(
    text(CAPS.constantCharacters),
    v.rawCheck(({ dataset, addIssue }) => {
      const fault = dataset.typed ? constantFault(dataset.value) : null;
      if (fault !== null) addIssue({ message: fault });
    }),
  ),
]);

/** A whole number from `min` to `max`, or a constant formula for one. */
function count(min: number, max: number) {
  return v.pipe(
    constant,
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed || dataset.issues) return;
      const fault = integerFault(evaluateConstant(dataset.value), min, max);
      if (fault !== null) addIssue({ message: fault });
    }),
  );
}

function list<T extends v.GenericSchema>(item: T, limit: number) {
  return v.pipe(
    v.array(item),
    v.maxLength(limit, (issue) => `has ${issue.input.length} entries, over the limit ${limit}: use at most ${limit}`),
  );
}

function record<T extends v.GenericSchema>(key: typeof identifier | typeof slug, value: T, limit: number) {
  return v.pipe(
    v.record(key, value),
    v.maxEntries(
      limit,
      (issue) => `has ${Object.keys(issue.input).length} entries, over the limit ${limit}: use at most ${limit}`,
    ),
  );
}

const interval = v.strictTuple([constant, constant]);

const parameter = v.strictObject({
  value: constant,
  range: v.optional(interval),
  scale: v.optional(v.picklist(['linear', 'log'])),
  /** Empty or absent = dimensionless. */
  unit: v.optional(title),
  label: v.optional(title),
  /** To be found from `data`: from `value` on, or, where `value` is the truth to compare with, from `start` on. */
  infer: v.optional(v.union([v.literal(true), v.strictObject({ start: constant })])),
});

const randomVelocity = v.strictObject({ field: v.literal('velocity'), peak: constant, rms: constant });
const randomField = v.strictObject({
  field: identifier,
  spectrum: formula,
  mean: v.optional(constant),
  rms: v.optional(constant),
  /** Drawn as numpy's default_rng(seed) draws for a box of modes with so many waves each way. */
  numpy: v.optional(count(1, 255)),
});

const condition = v.pipe(
  v.strictObject({
    on: text(CAPS.constantCharacters),
    is: v.optional(v.union([formula, list(formula, CAPS.unknowns)])),
    random: v.optional(v.union([randomVelocity, randomField])),
  }),
  v.check((input) => (input.is === undefined) !== (input.random === undefined), 'needs either "is" or "random"'),
);

const randomInput = v.strictObject({
  field: identifier,
  spectrum: formula,
  basis: v.optional(v.picklist(['cosine', 'fourier'])),
});

const input = v.pipe(
  v.strictObject({
    formula: v.optional(formula),
    file: v.optional(title),
    at: v.optional(v.picklist(['cells', 'nodes'])),
    random: v.optional(randomInput),
  }),
  v.check((given) => (given.formula === undefined) !== (given.file === undefined), 'needs either "formula" or "file"'),
);

/**
 * Measured values and their places, or `count` places at which `exact` is read. `noise`, relative to their spread, is in
 * what is read; beside values it tells what they were read with.
 */
const sensor = v.pipe(
  v.strictObject({
    field: identifier,
    at: v.optional(record(identifier, list(constant, CAPS.sensorValues), 4)),
    values: v.optional(list(constant, CAPS.sensorValues)),
    count: v.optional(count(1, CAPS.sensorValues)),
    noise: v.optional(constant),
  }),
  v.check(
    ({ at, values, count: drawn }) =>
      drawn === undefined ? at !== undefined && values !== undefined : at === undefined && values === undefined,
    'needs either "at" and "values", or "count"',
  ),
);

const profile = v.strictObject({
  title: v.optional(title),
  field: identifier,
  along: identifier,
  at: v.optional(record(identifier, constant, 3)),
});

const grid = v.strictObject({
  n: v.optional(
    v.union([
      count(4, CAPS.cellsPerAxis),
      v.pipe(v.array(count(4, CAPS.cellsPerAxis)), v.maxLength(3, 'has more than 3 entries')),
    ]),
  ),
  spacing: v.optional(record(identifier, formula, 3)),
  at: v.optional(v.picklist(['cells', 'nodes'])),
});

/** A field that is drawn: an unknown, another of the method's, or what an unknown is compared with. */
const shownField = v.pipe(
  text(CAPS.nameCharacters + 10),
  v.regex(
    /^[A-Za-z][A-Za-z0-9_]*(\.(reference|error))?$/,
    'must be the name of a field, such as u, u.reference or u.error',
  ),
);

const pane = v.strictObject({
  field: shownField,
  mode: v.optional(v.picklist(['map', 'surface'])),
  colormap: v.optional(slug),
  range: v.optional(interval),
  contours: v.optional(v.boolean()),
  arrows: v.optional(v.boolean()),
  streamlines: v.optional(v.boolean()),
  particles: v.optional(v.boolean()),
});

const expectation = v.pipe(
  v.strictObject({ min: v.optional(constant), max: v.optional(constant) }),
  v.check((given) => given.min !== undefined || given.max !== undefined, 'needs "min", "max" or both'),
);

const metricName = v.pipe(
  text(CAPS.nameCharacters),
  v.regex(/^[A-Za-z][A-Za-z0-9_.]*$/, 'must be the name of a metric, such as relL2 or relL2.u'),
);

/** A body: its signed distance as a formula, or the way of a round brush that covers it. */
const obstacle = v.pipe(
  v.strictObject({
    name: title,
    distance: v.optional(formula),
    path: v.optional(v.pipe(list(v.strictTuple([constant, constant]), CAPS.pathPoints), v.minLength(1, 'is empty'))),
    radius: v.optional(constant),
  }),
  v.check(
    ({ distance, path, radius }) =>
      distance === undefined ? path !== undefined && radius !== undefined : path === undefined && radius === undefined,
    'needs either "distance", or "path" and "radius"',
  ),
);

/** What a round brush has put on the start of an unknown or on a given field, at each place. */
const dab = v.strictObject({
  field: identifier,
  at: v.pipe(list(v.pipe(list(constant, 2), v.minLength(1, 'is empty')), CAPS.pathPoints), v.minLength(1, 'is empty')),
  radius: constant,
  amount: constant,
});

const threshold = v.pipe(
  v.strictObject({ below: v.optional(constant), above: v.optional(constant) }),
  v.check((given) => given.below !== undefined || given.above !== undefined, 'needs "below", "above" or both'),
);

/** When a run stops before its end. */
const stop = v.strictObject({
  steps: v.optional(count(1, CAPS.steps)),
  seconds: v.optional(constant),
  metrics: v.optional(v.pipe(v.record(metricName, threshold), v.maxEntries(CAPS.scales, 'has too many entries'))),
});

/** The version that this program writes. */
export const SCENE_VERSION = 1;

export const sceneSchema = v.strictObject({
  $schema: v.optional(title),
  version: v.literal(SCENE_VERSION),
  id: slug,
  title: v.optional(title),
  description: v.optional(text(CAPS.descriptionCharacters)),
  unknowns: v.pipe(list(identifier, CAPS.unknowns), v.minLength(1, 'is empty: name at least one unknown')),
  coordinates: v.strictObject({
    x: interval,
    y: v.optional(interval),
    z: v.optional(interval),
    t: v.optional(interval),
  }),
  parameters: v.optional(
    record(
      identifier,
      v.pipe(
        v.union([parameter, constant]),
        v.transform((given) => (typeof given === 'object' ? given : { value: given })),
      ),
      CAPS.parameters,
    ),
  ),
  definitions: v.optional(record(identifier, formula, CAPS.definitions)),
  equations: v.pipe(list(formula, CAPS.equations), v.minLength(1, 'is empty: write at least one equation')),
  conditions: v.optional(list(condition, CAPS.conditions)),
  inputs: v.optional(record(identifier, input, CAPS.inputs)),
  obstacles: v.optional(list(obstacle, CAPS.obstacles)),
  dabs: v.optional(list(dab, CAPS.dabs)),
  data: v.optional(list(sensor, CAPS.sensors)),
  grid: v.optional(grid),
  dt: v.optional(constant),
  save: v.optional(list(constant, CAPS.saveTimes)),
  method: v.optional(slug),
  recipes: v.optional(
    record(slug, record(identifier, v.union([v.number(), v.boolean(), title]), CAPS.scales), CAPS.scales),
  ),
  reference: v.optional(slug),
  exact: v.optional(record(identifier, formula, CAPS.unknowns)),
  scales: v.optional(record(identifier, constant, CAPS.scales)),
  profiles: v.optional(list(profile, CAPS.profiles)),
  expect: v.optional(v.pipe(v.record(metricName, expectation), v.maxEntries(CAPS.scales, 'has too many entries'))),
  stop: v.optional(stop),
  view: v.optional(v.strictObject({ panes: v.optional(list(pane, 4)) })),
  seed: v.optional(count(0, CAPS.seed)),
});

/** A checked scene document: plain JSON, parameters always in their long form. */
export type Scene = v.InferOutput<typeof sceneSchema>;

/** A number or a formula for one, as scenes hold it. */
export type Constant = v.InferOutput<typeof constant>;
