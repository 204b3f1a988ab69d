import type { Report } from '../../../src/bench/run';
import type { Row } from '../../../src/bench/workload';
import { align, digits } from '../table';
import type { PeerRow } from './peer';

const HEADINGS = ['workload', 'peer', 'ms/step', 'min', 'max', 'ours', 'peer/ours', 'dispatches', 'first loss', ''];

/** A time counts against ours only if the peer's own counts and we have measured the same. */
export function withRatios(
  peers: readonly PeerRow[],
  { rows }: { rows: readonly Pick<Row, 'workload' | 'ms'>[] },
): PeerRow[] {
  return peers.map((row) => {
    const ours = rows.find(({ workload }) => workload === row.workload);
    const both = ours !== undefined && row.ms !== null && row.problem === null;
    return { ...row, ratio: both ? row.ms! / ours.ms : null };
  });
}

/** A peer's row by itself, told while others are still to come. */
export function peerLine({ workload, peer, ms, ratio, dispatchesPerStep, problem }: PeerRow): string {
  const told = ms === null ? [] : [`${digits(ms)} ms`];
  if (ratio !== null) told.push(`${digits(ratio)} times ours`);
  if (dispatchesPerStep !== null) told.push(`${digits(dispatchesPerStep)} dispatches`);
  if (problem !== null) told.push(problem);
  return `${workload} by ${peer}: ${told.join(', ')}`;
}

/** The peers' times beside ours as text for a terminal. */
export function peerTable(peers: readonly PeerRow[], { host, rows }: Pick<Report, 'host' | 'rows'>): string {
  const number = (value: number | null | undefined): string => (value == null ? '-' : digits(value));
  const lines = peers.map((row) => {
    const ours = rows.find(({ workload }) => workload === row.workload);
    const facts = Object.entries(row.facts).map(([name, value]) => `${name} ${digits(value)}`);
    return [
      row.workload,
      row.peer,
      number(row.ms),
      number(row.min),
      number(row.max),
      number(ours?.ms),
      number(row.ratio),
      number(row.dispatchesPerStep),
      row.loss0 === null ? '-' : row.loss0.toFixed(5),
      row.problem ?? facts.join(', '),
    ];
  });
  return [`${host}: peers, over 1 means that ours is faster`, ...align([HEADINGS, ...lines], [0, 1, 9])].join('\n');
}
