import { describe, expect, it } from 'vitest';
import { canonicalText, type Json } from './canonical';
import { parseScene } from './parse';
import { presetById } from './presets';
import { stopReason, stopRules } from './stop';

const base = presetById('poisson').scene;
const reached = { step: 10, seconds: 2, metrics: { loss: { value: 0.5 } } };

describe('what a scene says of when to stop', () => {
  it('is read with its constants evaluated, and kept in the canonical text', () => {
    const scene = parseScene({ ...base, stop: { steps: '2*50', seconds: 3, metrics: { loss: { below: '1/8' } } } });
    expect(stopRules(scene)).toEqual({
      steps: 100,
      seconds: 3,
      metrics: [{ metric: 'loss', below: 0.125, above: null }],
    });
    expect(canonicalText(scene as unknown as Json)).toContain('"stop":{"metrics":{"loss":{"below":"1/8"}}');
    expect(stopRules(base)).toEqual({ steps: null, seconds: null, metrics: [] });
  });

  it.each([
    [{ steps: 0 }, 'stop.steps'],
    [{ steps: 1.5 }, 'stop.steps'],
    [{ seconds: 'x' }, 'stop.seconds'],
    [{ metrics: { loss: {} } }, 'stop.metrics.loss'],
    [{ metrics: { 'a b': { below: 1 } } }, 'stop.metrics'],
    [{ minutes: 1 }, 'stop.minutes'],
  ])('is refused by name: %j', (stop, field) => {
    expect(() => parseScene({ ...base, stop })).toThrow(field);
  });
});

describe('a run stops', () => {
  const none = { steps: null, seconds: null, metrics: [] };
  const loss = (below: number | null, above: number | null) => ({
    ...none,
    metrics: [{ metric: 'loss', below, above }],
  });

  it.each([
    [none, null],
    [{ ...none, steps: 11 }, null],
    [{ ...none, steps: 10 }, 'it has made 10 steps'],
    [{ ...none, seconds: 2.5 }, null],
    [{ ...none, seconds: 2 }, 'it has run for 2 s'],
    [loss(0.5, null), null],
    [loss(0.6, null), 'loss is below 0.6'],
    [loss(null, 0.4), 'loss is above 0.4'],
    [loss(0.1, 0.9), null],
  ])('by %j: %s', (rules, reason) => {
    expect(stopReason(rules, reached)).toBe(reason);
  });

  it('not by a metric that is not there, is no number, or that every object has', () => {
    const rules = (metric: string) => ({ ...none, metrics: [{ metric, below: 1, above: 2 }] });
    expect(stopReason(rules('relL2'), reached)).toBe(null);
    expect(stopReason(rules('constructor'), reached)).toBe(null);
    expect(stopReason(rules('loss'), { ...reached, metrics: { loss: { value: Number.NaN } } })).toBe(null);
  });
});
