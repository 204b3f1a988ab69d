import { toBase64 } from './base64';
import type { GridAxis, GridData } from './grid-data';

/** Steps of an axis that differ by no more than this, relatively, are equal: coordinates are sums of roundings. */
const EVEN = 1e-9;
/** VTK grids have three axes. */
const DIMENSIONS = 3;

/**
 * Encodes a grid in VTK's XML format, which ParaView, VisIt and PyVista open: ImageData (.vti) where all axes are even,
 * else RectilinearGrid (.vtr). Values in cells become cell data, others point data; numbers are inline, base64, with a
 * 64-bit length in front (VTK file formats, "XML file formats").
 */
export function writeVtk(grid: GridData): { readonly extension: 'vti' | 'vtr'; readonly text: string } {
  const inCells = grid.axes.every(({ faces }) => faces !== null);
  const lines = grid.axes.map((axis) => (inCells ? axis.faces! : axis.points));
  const isEven = lines.every(even);
  const extent = Array.from({ length: DIMENSIONS }, (_, a) => `0 ${(lines[a]?.length ?? 1) - 1}`).join(' ');
  const kind = isEven ? 'ImageData' : 'RectilinearGrid';
  const place = isEven
    ? ` Origin="${triple(lines, (line) => line[0]!, 0)}" Spacing="${triple(lines, spacing, 1)}"`
    : '';
  const home = inCells ? 'CellData' : 'PointData';
  const arrays = grid.fields.map(({ name, data }) => dataArray(name, data));
  const text = [
    '<?xml version="1.0"?>',
    `<VTKFile type="${kind}" version="1.0" byte_order="LittleEndian" header_type="UInt64">`,
    `<${kind} WholeExtent="${extent}"${place}>`,
    ...(grid.time === null
      ? []
      : [
          '<FieldData>',
          `<DataArray type="Float64" Name="TimeValue" NumberOfTuples="1" format="ascii">${grid.time}</DataArray>`,
          '</FieldData>',
        ]),
    `<Piece Extent="${extent}">`,
    `<${home}${grid.fields[0] ? ` Scalars="${escaped(grid.fields[0].name)}"` : ''}>`,
    ...arrays,
    `</${home}>`,
    ...(isEven ? [] : ['<Coordinates>', ...coordinates(grid.axes, lines), '</Coordinates>']),
    '</Piece>',
    `</${kind}>`,
    '</VTKFile>',
    '',
  ].join('\n');
  return { extension: isEven ? 'vti' : 'vtr', text };
}

/** A list of files at their times (.pvd), which ParaView opens as one run. */
export function writePvd(files: readonly { readonly name: string; readonly time: number }[]): string {
  return [
    '<?xml version="1.0"?>',
    '<VTKFile type="Collection" version="1.0">',
    '<Collection>',
    ...files.map(({ name, time }) => `<DataSet timestep="${time}" part="0" file="${escaped(name)}"/>`),
    '</Collection>',
    '</VTKFile>',
    '',
  ].join('\n');
}

function coordinates(axes: readonly GridAxis[], lines: readonly Float64Array[]): string[] {
  return Array.from({ length: DIMENSIONS }, (_, a) => {
    return dataArray(axes[a]?.name ?? ['x', 'y', 'z'][a]!, lines[a] ?? Float64Array.of(0));
  });
}

function dataArray(name: string, data: Float32Array | Float64Array): string {
  const type = data instanceof Float32Array ? 'Float32' : 'Float64';
  const bytes = new Uint8Array(8 + data.byteLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(data.byteLength), true);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 8);
  return `<DataArray type="${type}" Name="${escaped(name)}" format="binary">${toBase64(bytes)}</DataArray>`;
}

function triple(lines: readonly Float64Array[], pick: (line: Float64Array) => number, none: number): string {
  return Array.from({ length: DIMENSIONS }, (_, a) => (lines[a] ? pick(lines[a]) : none)).join(' ');
}

function spacing(line: Float64Array): number {
  return line.length > 1 ? (line.at(-1)! - line[0]!) / (line.length - 1) : 1;
}

function even(line: Float64Array): boolean {
  const step = spacing(line);
  return line.every((at, k) => Math.abs(at - line[0]! - k * step) <= EVEN * Math.abs(step) * line.length);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
