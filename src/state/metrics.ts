/** What the charts know of a metric by its name; other metrics are listed but not drawn. */
export interface MetricInfo {
  readonly title: string;
  /** For legends. */
  readonly short: string;
  readonly chart: 'convergence' | 'terms' | 'energy' | 'forces' | 'error' | 'means' | 'drift' | 'parameters';
}

const KNOWN: Readonly<Record<string, MetricInfo>> = {
  residual: { title: 'change, max |∂u/∂t|', short: '|∂u/∂t|', chart: 'convergence' },
  maxDiv: { title: 'divergence, scaled', short: 'div u', chart: 'convergence' },
  work: { title: 'work of the sources', short: 'work', chart: 'convergence' },
  change: { title: 'mean change of a cell', short: 'change', chart: 'convergence' },
  loss: { title: 'loss', short: 'loss', chart: 'convergence' },
  energy: { title: 'kinetic energy', short: 'kinetic energy', chart: 'energy' },
  enstrophy: { title: 'enstrophy', short: 'enstrophy', chart: 'energy' },
  cD: { title: 'drag coefficient', short: 'drag', chart: 'forces' },
  cL: { title: 'lift coefficient', short: 'lift', chart: 'forces' },
  dp: { title: 'pressure difference', short: 'Δp', chart: 'forces' },
  mean: { title: 'mean', short: 'mean', chart: 'means' },
  drift: { title: 'drift', short: 'drift', chart: 'drift' },
  relL2: { title: 'relative L² error', short: 'relative L²', chart: 'error' },
  difference: { title: 'relative L² difference', short: 'difference', chart: 'error' },
  parameter: { title: 'parameter', short: 'parameter', chart: 'parameters' },
};

const TITLES: Readonly<Record<string, string>> = {
  rejected: 'rejected trials',
  iterations: 'multigrid cycles',
  St: 'Strouhal number',
  workUnits: 'work units',
  courant: 'Courant number',
  diffusion: 'diffusion number',
  peclet: 'cell Péclet number',
  dt: 'time step',
  maxSpeed: 'largest speed',
  missedProjections: 'unfinished projections',
  cDmax: 'largest drag coefficient',
  cLmax: 'largest lift coefficient',
  volume: 'part that is filled',
  stepError: 'error of a step, of what it may have',
  examples: 'examples solved',
  testError: 'error on fresh examples',
  worstTestError: 'largest error on a fresh example',
  refinedTestError: 'error on fresh examples, refined',
  answerResidual: 'residual before refinement',
  window: 'window of time',
};

const TRAINING = { title: 'training steps', short: 'training steps' };

/** What a name means in one method, where it means something else there. */
const MEANINGS: Readonly<Record<string, Readonly<Record<string, { title: string; short: string }>>>> = {
  multigrid: { residual: { title: 'relative residual', short: 'residual' } },
  pinn: { iterations: { title: 'iterations', short: 'iterations' } },
  fno: { iterations: TRAINING },
  deeponet: { iterations: TRAINING },
  'pi-sc': { iterations: TRAINING },
  'pi-ot': { iterations: TRAINING },
  'pi-hc': { iterations: TRAINING },
  'pi-hc-moe': { iterations: TRAINING },
};

/** A chart of metrics over steps. */
export interface ChartSpec {
  readonly id: MetricInfo['chart'];
  readonly title: string;
  readonly log: boolean;
  readonly names: readonly string[];
}

const CHARTS: readonly Omit<ChartSpec, 'names'>[] = [
  { id: 'convergence', title: 'Convergence', log: true },
  { id: 'terms', title: 'Loss by term', log: true },
  { id: 'error', title: 'Error over steps', log: true },
  { id: 'parameters', title: 'Parameters as found', log: false },
  { id: 'forces', title: 'Forces', log: false },
  { id: 'energy', title: 'Energy', log: false },
  { id: 'means', title: 'Means', log: false },
  { id: 'drift', title: 'Drift of means and squares', log: false },
];

/** Families of metrics, one an unknown. */
const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/^loss\.(.+)$/, 'loss, $1'],
  [/^drift\.mean\.(.+)$/, 'drift of the mean of $1'],
  [/^drift\.square\.(.+)$/, 'drift of the square of $1'],
  [/^mean\.(.+)$/, 'mean of $1'],
  [/^square\.(.+)$/, 'mean square of $1'],
  [/^relL2\.(.+)$/, 'relative L² error of $1'],
  [/^maxError\.(.+)$/, 'largest error of $1'],
  [/^parameter\.(.+)\.error$/, '$1, relative error'],
  [/^parameter\.(.+)$/, '$1, as found'],
];

/** The words for a metric; its own name where nobody named it. */
export function metricTitle(name: string, method = ''): string {
  const family = FAMILIES.find(([pattern]) => pattern.test(name));
  const inFamily = family ? name.replace(...family) : name;
  return MEANINGS[method]?.[name]?.title ?? KNOWN[name]?.title ?? TITLES[name] ?? inFamily;
}

/** The same, short, for legends. */
export function metricShort(name: string, method = ''): string {
  const term = /^loss\.(.+)$/.exec(name)?.[1];
  return MEANINGS[method]?.[name]?.short ?? KNOWN[name]?.short ?? term ?? metricTitle(name, method);
}

/** The charts that these metrics fill, in a fixed order. */
export function chartsFor(names: readonly string[]): ChartSpec[] {
  return CHARTS.map((chart) => ({ ...chart, names: names.filter((name) => chartOf(name) === chart.id) })).filter(
    (chart) => chart.names.length > 0,
  );
}

function chartOf(name: string): MetricInfo['chart'] | undefined {
  const stem = name.split('.')[0] ?? name;
  if (stem === 'loss' && name !== stem) return 'terms';
  if (stem === 'parameter' && name.endsWith('.error')) return 'error';
  return KNOWN[name]?.chart ?? KNOWN[stem]?.chart;
}
