import { expect, it } from 'vitest';
import { chartsFor, metricShort, metricTitle } from './metrics';

it('puts metrics on charts and leaves the others to the list', () => {
  const charts = chartsFor(['cD', 'iterations', 'residual', 'relL2.u', 'cL']);
  expect(charts.map(({ id, names }) => [id, names])).toEqual([
    ['convergence', ['residual']],
    ['error', ['relL2.u']],
    ['forces', ['cD', 'cL']],
  ]);
  expect(charts[0]?.log).toBe(true);
});

it('draws the terms of a loss together, apart from their sum', () => {
  const charts = chartsFor(['loss', 'loss.equations', 'loss.start']);
  expect(charts.map(({ id, names }) => [id, names])).toEqual([
    ['convergence', ['loss']],
    ['terms', ['loss.equations', 'loss.start']],
  ]);
  expect(metricShort('loss.start')).toBe('start');
});

it('names what it knows and leaves other names as they are', () => {
  expect(metricTitle('cD')).toBe('drag coefficient');
  expect(metricTitle('novel')).toBe('novel');
  expect(metricShort('novel')).toBe('novel');
});

it('follows the parameters that are inferred, and their errors', () => {
  const charts = chartsFor(['parameter.nu', 'parameter.nu.error', 'relL2.u']);
  expect(charts.map(({ id, names }) => [id, names])).toEqual([
    ['error', ['parameter.nu.error', 'relL2.u']],
    ['parameters', ['parameter.nu']],
  ]);
  expect(metricTitle('parameter.nu')).toBe('nu, as found');
  expect(metricTitle('parameter.nu.error')).toBe('nu, relative error');
});
