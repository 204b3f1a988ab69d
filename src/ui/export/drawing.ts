import { writePng } from '../../../solvers/io';
import { contoursOf } from '../../export/contours';
import { heatmapOf } from '../../export/heatmap';
import { type SvgPanel, writeSvg } from '../../export/svg';
import type { Studio } from '../../state/studio';
import { colormap } from '../../view/colormaps';
import { colormapBytes } from '../../view/colormaps/colours';
import { formatNumber, ticks } from '../format';
import { takeGrid } from './take';

/** Pixels of the longer side of the map inside a drawing. */
const PIXELS = 1024;
/** Contours of a picture, about. */
const CONTOURS = 16;

/** The panes as one SVG: maps with axes, colour bars and, where wanted, contours. */
export async function drawingOf(studio: Studio, panes: readonly number[], withContours: boolean): Promise<Blob> {
  const { loaded, view, panes: all, ranges } = studio.store.getState();
  const names = [...new Set(panes.map((index) => all[index]!.settings.field))];
  const { grid, step, distance } = await takeGrid(studio, names);
  const extent = loaded!.extent;
  const aspect = (extent[1] - extent[0]) / (extent[3] - extent[2]);
  const size = [PIXELS * Math.min(1, aspect), PIXELS * Math.min(1, 1 / aspect)].map((n) => Math.max(64, Math.round(n)));
  const panels = panes.map((index): SvgPanel => {
    const { settings } = all[index]!;
    const field = loaded!.fields.find(({ name }) => name === settings.field);
    const [low, high] = settings.range ?? ranges[index] ?? [0, 1];
    const colours = { table: colormapBytes(colormap(settings.colormap).name), range: [low, high] as const };
    const k = names.indexOf(settings.field);
    const [width, height] = size as [number, number];
    const [right, up] = grid.axes;
    const levels = withContours ? ticks(low, high, CONTOURS) : [];
    return {
      title: field?.title ?? settings.field,
      unit: field?.unit ?? '',
      image: writePng(width, height, heatmapOf(grid, k, extent, [width, height], colours, distance)),
      extent,
      axes: [right!.name, up!.name],
      contours: levels.flatMap((level) =>
        contoursOf(outside(grid.fields[k]!.data, distance), right!.points, up!.points, level),
      ),
      colours,
    };
  });
  const note = grid.time === null ? `step ${step}` : `step ${step}, t = ${formatNumber(grid.time)}`;
  return new Blob([writeSvg(view?.title ?? '', note, panels)], { type: 'image/svg+xml' });
}

/** Values without those inside bodies, where no contour belongs. */
function outside(values: Float32Array | Float64Array, distance: Float32Array | null): ArrayLike<number> {
  return distance ? values.map((value, k) => (distance[k]! < 0 ? Number.NaN : value)) : values;
}
