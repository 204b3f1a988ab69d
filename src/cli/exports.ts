import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scene } from '../../scenes';
import { columnsOf, type GridAxis, type GridData, writeCsv, writeH5, writePvd, writeVtk } from '../../solvers/io';
import type { HostField } from '../../solvers/methods/solver';
import { pythonOf } from '../export/python/script';
import type { Frame, Solution } from '../solve';
import { refuse } from './arguments';
import { fieldArrays } from './output';

/** Formats beside fields.npz, which is written in any case. */
const EXPORTS = ['csv', 'vti', 'npz', 'h5', 'py'] as const;
export type Export = (typeof EXPORTS)[number];

/** Axes of grids, the fastest first. */
const AXES = ['x', 'y', 'z', 't'] as const;
const MOST_AXES = 3;

/** Formats from an option's text, such as `vti,csv`; a script that cannot be written is refused here. */
export function readExports(text: string | undefined, scene: Scene): readonly Export[] {
  if (text === undefined) return [];
  const wanted = text.split(',').map((word) => {
    const found = EXPORTS.find((one) => one === word.trim());
    if (found) return found;
    throw refuse(`--export is a list of ${EXPORTS.join(', ')}, not ${JSON.stringify(text.slice(0, 60))}`, '--export');
  });
  if (wanted.includes('py')) pythonOf(scene);
  return [...new Set(wanted)];
}

/** Writes an answer in further formats into a folder that exists; resolves to the names of the files. */
export async function writeExports(
  folder: string,
  wanted: readonly Export[],
  scene: Scene,
  solutions: readonly Solution[],
  set: boolean,
): Promise<string[]> {
  const timed = scene.coordinates.t !== undefined;
  const runs = solutions.map(({ value }) => value.frames);
  const files = new Map<string, string | Uint8Array>();
  for (const format of wanted) {
    if (format === 'py') files.set('scene.py', pythonOf(scene));
    if (format === 'h5') files.set('fields.h5', await writeH5(fieldArrays(runs, timed, set)));
    if (format === 'csv') for (const [name, text] of tables(runs, timed, set)) files.set(name, text);
    if (format === 'vti') for (const [name, text] of images(runs, timed, set)) files.set(name, text);
  }
  await Promise.all([...files].map(([name, content]) => writeFile(join(folder, name), content)));
  return [...files.keys()];
}

/** One table for all fields on the same points, its moments one after the other; of a set one for each case. */
function tables(runs: readonly (readonly Frame[])[], timed: boolean, set: boolean): Map<string, string> {
  return new Map(
    runs.flatMap((frames, k) =>
      [...seriesOf(frames, timed)].map(([group, grids]) => {
        return [`${stemOf(set ? k : null, group)}.csv`, writeCsv(columnsOf(grids))] as const;
      }),
    ),
  );
}

/** One image for each moment, with a list of them where there are several. */
function images(runs: readonly (readonly Frame[])[], timed: boolean, set: boolean): Map<string, string> {
  const files = new Map<string, string>();
  for (const [k, frames] of runs.entries()) {
    for (const [group, grids] of seriesOf(frames, timed)) {
      const stem = stemOf(set ? k : null, group);
      const names = grids.map((grid, i) => {
        const { extension, text } = writeVtk(grid);
        const name = `${stem}${grids.length > 1 ? `_${String(i).padStart(4, '0')}` : ''}.${extension}`;
        files.set(name, text);
        return { name, time: grid.time ?? i };
      });
      if (grids.length > 1) files.set(`${stem}.pvd`, writePvd(names));
    }
  }
  return files;
}

function stemOf(set: number | null, group: string): string {
  return ['fields', ...(set === null ? [] : [String(set)]), ...(group === '' ? [] : [group])].join('-');
}

/** Fields that share their points, by a name for them ('' where all do), as grids of one moment each. */
export function seriesOf(frames: readonly Frame[], timed: boolean): Map<string, GridData[]> {
  const last = frames.at(-1);
  const series = new Map<string, GridData[]>();
  if (!last) return series;
  const isWhole = last.fields[0]?.coordinates.t !== undefined;
  const kept = timed && !isWhole ? frames : [last];
  const groups = new Map<string, number[]>();
  for (const [k, { coordinates }] of last.fields.entries()) {
    const key = AXES.map((axis) => coordinates[axis]?.join(' ') ?? '').join('|');
    groups.set(key, [...(groups.get(key) ?? []), k]);
  }
  for (const members of groups.values()) {
    const name = groups.size === 1 ? '' : members.map((k) => last.fields[k]!.name).join('-');
    const grids = kept.flatMap(({ time, fields }) => {
      return gridsOf(
        members.map((k) => fields[k]!),
        timed && !isWhole ? time : null,
      );
    });
    series.set(name, grids);
  }
  return series;
}

/** Fields on the same points; with four axes one grid for each time. */
function gridsOf(fields: readonly HostField[], time: number | null): GridData[] {
  const { coordinates } = fields[0]!;
  const axes = AXES.filter((axis) => coordinates[axis]).map(
    (name): GridAxis => ({ name, points: coordinates[name]!, faces: null }),
  );
  const named = (from: number, count: number) =>
    fields.map(({ name, data }) => ({ name, data: data.subarray(from, from + count) }));
  const count = axes.slice(0, MOST_AXES).reduce((product, { points }) => product * points.length, 1);
  if (axes.length <= MOST_AXES) return [{ axes, fields: named(0, count), time }];
  return Array.from(axes[MOST_AXES]!.points, (at, k) => ({
    axes: axes.slice(0, MOST_AXES),
    fields: named(k * count, count),
    time: at,
  }));
}
