import { expect, it } from 'vitest';
import type { Row } from '../../../src/bench/workload';
import { emptyRow, type PeerRow } from './peer';
import { peerLine, peerTable, withRatios } from './table';

const ours = { workload: 'W1', ms: 50 } as Row;
const report = { host: 'node', rows: [ours] };
const row = (over: Partial<PeerRow>): PeerRow => ({ ...emptyRow('jax-js', 'W1'), ...over });

it('gives the ratio of the same workload: over 1 where ours is faster', () => {
  const [same, other] = withRatios([row({ ms: 400 }), row({ workload: 'W1b', ms: 400 })], report);
  expect(same!.ratio).toBe(8);
  expect(other!.ratio).toBeNull();
});

it('gives none for what failed or did other work', () => {
  const rows = withRatios([row({ problem: 'late' }), row({ ms: 400, problem: 'its first step gave 3' })], report);
  expect(rows.map(({ ratio }) => ratio)).toEqual([null, null]);
});

it('prints times, ratios, and reasons in words', () => {
  const rows = withRatios(
    [
      row({ ms: 400, min: 390, max: 410.5, loss0: 0.7591367, dispatchesPerStep: 265 }),
      row({ workload: 'W4', peer: 'TensorFlow.js wasm', problem: "Kernel 'Complex' not registered" }),
    ],
    report,
  );
  const lines = peerTable(rows, report).split('\n');
  expect(lines).toHaveLength(4);
  expect(lines[2]!.split(/ {2,}/)).toEqual(['W1', 'jax-js', '400', '390', '411', '50', '8', '265', '0.75914']);
  expect(lines[3]).toMatch(/^W4 +TensorFlow.js wasm( +-){7} +Kernel 'Complex' not registered$/);
});

it('tells a row by itself in a line', () => {
  const [done, failed] = withRatios(
    [row({ ms: 400, dispatchesPerStep: 265 }), row({ workload: 'W4', problem: 'late' })],
    report,
  );
  expect(peerLine(done!)).toBe('W1 by jax-js: 400 ms, 8 times ours, 265 dispatches');
  expect(peerLine(failed!)).toBe('W4 by jax-js: late');
});
