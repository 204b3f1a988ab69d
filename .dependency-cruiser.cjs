/**
 * The import directions: shaders <- solvers <- scenes <- src, and the order of the folders inside solvers.
 * Tests beside the code are free to look upwards (they do not ship); cycles are refused everywhere.
 */
const TEST = '\\.(test|slow|spec|testing)\\.tsx?$';

/** For each folder of solvers, the folders of solvers it may import beside itself. */
const base = ['base'];
const array = [...base, 'gpu', 'expr', 'array'];
const below = (chain) => chain.map((_, i) => [chain[i], [...array, ...chain.slice(0, i)]]);
const SOLVERS = {
  base: [],
  gpu: base,
  expr: base,
  io: base,
  array,
  ...Object.fromEntries(below(['grid', 'linear', 'optim', 'implicit', 'nets'])),
  methods: [...array, 'grid', 'linear', 'optim', 'implicit', 'nets', 'io'],
};

const inside = Object.entries(SOLVERS).map(([folder, allowed]) => ({
  name: `solvers-${folder}`,
  comment: `solvers/${folder} may import ${['shaders', ...allowed.map((name) => `solvers/${name}`)].join(', ')} only`,
  severity: 'error',
  from: { path: `^solvers/${folder}/`, pathNot: TEST },
  to: { path: '^solvers/', pathNot: `^solvers/(${[folder, ...allowed].join('|')})/` },
}));

const above = [
  ['shaders', '^(solvers|scenes|src)/'],
  ['solvers', '^(scenes|src)/'],
  ['scenes', '^src/'],
].map(([folder, upper]) => ({
  name: `${folder}-look-down`,
  comment: 'shaders <- solvers <- scenes <- src',
  severity: 'error',
  from: { path: `^${folder}/`, pathNot: TEST },
  to: { path: upper },
}));

module.exports = {
  forbidden: [
    {
      name: 'page-without-node',
      comment: '`npm start` builds page and worker without development packages; Dawn for Node is one of them',
      severity: 'error',
      from: { path: '^src/(main\\.ts|worker/worker\\.ts)$' },
      to: { path: '^solvers/gpu/node\\.ts$', reachable: true },
    },
    ...above,
    ...inside,
    {
      name: 'no-cycle',
      comment: 'an import cycle hides which part rests on which',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'engine-without-hosts',
      comment: 'solvers and scenes run headless: no React, three, comlink or zustand',
      severity: 'error',
      from: { path: '^(solvers|scenes)/' },
      to: { path: 'node_modules/(react|react-dom|three|comlink|zustand|@base-ui|uplot|katex)/' },
    },
    {
      name: 'state-without-react',
      comment: 'stores are vanilla: zustand/vanilla, not zustand',
      severity: 'error',
      from: { path: '^src/state/', pathNot: TEST },
      to: { path: 'node_modules/(react|react-dom|zustand/(esm/)?(index|react)\\.)' },
    },
    {
      name: 'three-in-view-and-worker',
      comment: 'three is large: only the drawing code and the worker that hosts it may load it',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/(view|worker)/', TEST] },
      to: { path: 'node_modules/three/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-test-code',
      comment: 'what ships does not import tests',
      severity: 'error',
      from: { path: '^(shaders|solvers|scenes|src)/', pathNot: TEST },
      to: { path: `^(tests|e2e)/|${TEST}` },
    },
    {
      name: 'no-development-package',
      comment:
        'npm start installs no development packages; Dawn is loaded only where Node opens an adapter, BullMQ where a sweep uses Redis',
      severity: 'error',
      from: {
        path: '^(shaders|solvers|scenes|src)/',
        pathNot: [TEST, '^solvers/gpu/node\\.ts$', '^src/cli/sweep-redis\\.ts$'],
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@(types|webgpu)/' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: 'specify',
    doNotFollow: { path: 'node_modules' },
    includeOnly: '^(shaders|solvers|scenes|src|tests|e2e|scripts|node_modules)/|^[^/]*\\.config\\.ts$',
    exclude: '^e2e/bench/peers/',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
