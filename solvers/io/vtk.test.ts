import { describe, expect, it } from 'vitest';
import type { GridAxis, GridData } from './grid-data';
import { writePvd, writeVtk } from './vtk';

/** Attributes of the first such element, and the numbers of a named array, read by the format's own rules. */
function attributes(text: string, element: string): Record<string, string> {
  const [, found] = new RegExp(`<${element} ([^>]*)>`).exec(text)!;
  return Object.fromEntries([...found!.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name!, value!]));
}

function array(text: string, name: string): Float32Array | Float64Array {
  const [, type, body] = new RegExp(`<DataArray type="(\\w+)" Name="${name}" format="binary">([^<]*)<`).exec(text)!;
  const bytes = Uint8Array.from(Buffer.from(body!, 'base64'));
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  expect(bytes.length).toBe(8 + length);
  return type === 'Float32' ? new Float32Array(bytes.buffer.slice(8)) : new Float64Array(bytes.buffer.slice(8));
}

function axis(name: string, faces: readonly number[], inCells: boolean): GridAxis {
  const points = Float64Array.from({ length: faces.length - 1 }, (_, k) => (faces[k]! + faces[k + 1]!) / 2);
  return inCells
    ? { name, points, faces: Float64Array.from(faces) }
    : { name, points: Float64Array.from(faces), faces: null };
}

const EVEN = Array.from({ length: 6 }, (_, k) => 0.1 + 0.3 * k);
const UNEVEN = [0, 0.1, 0.3, 0.7];

function grid(inCells: boolean, y: readonly number[] = UNEVEN): GridData {
  const axes = [axis('x', EVEN, inCells), axis('y', y, inCells)];
  const count = axes[0]!.points.length * axes[1]!.points.length;
  // 32 KB parts of base64 must join: more bytes than one part.
  const big = Float32Array.from({ length: count }, (_, k) => Math.cos(k));
  return {
    axes,
    fields: [
      { name: 'u', data: big },
      { name: 'p<0', data: Float64Array.from(big) },
    ],
    time: 1.5,
  };
}

describe('VTK files', () => {
  it('cells of an even grid become cell data of an image with origin and spacing', () => {
    const even = grid(true, [-1, 0, 1, 2]);
    const { extension, text } = writeVtk(even);
    expect(extension).toBe('vti');
    expect(attributes(text, 'VTKFile')).toMatchObject({
      type: 'ImageData',
      header_type: 'UInt64',
      byte_order: 'LittleEndian',
    });
    const image = attributes(text, 'ImageData');
    expect(image.WholeExtent).toBe('0 5 0 3 0 0');
    expect(image.Origin).toBe('0.1 -1 0');
    expect(image.Spacing!.split(' ').map(Number)[0]).toBeCloseTo(0.3, 12);
    expect(text).toContain('<CellData Scalars="u">');
    expect(array(text, 'u')).toEqual(even.fields[0]!.data);
    expect(array(text, 'p&lt;0')).toEqual(even.fields[1]!.data);
    expect(text).toContain('>1.5</DataArray>');
  });

  it('uneven axes make a rectilinear grid that carries its coordinates; nodes become point data', () => {
    const uneven = grid(false);
    const { extension, text } = writeVtk(uneven);
    expect(extension).toBe('vtr');
    expect(attributes(text, 'RectilinearGrid').WholeExtent).toBe('0 5 0 3 0 0');
    expect([...array(text, 'x')]).toEqual(EVEN);
    expect([...array(text, 'y')]).toEqual(UNEVEN);
    expect([...array(text, 'z')]).toEqual([0]);
    expect(text).toContain('<PointData Scalars="u">');
    expect(array(text, 'u')).toEqual(uneven.fields[0]!.data);
  });

  it('arrays of many kilobytes are one run of base64', () => {
    const points = Float64Array.from({ length: 20_011 }, (_, k) => k);
    const data = Float32Array.from(points, (k) => Math.sin(k));
    const { text } = writeVtk({
      axes: [{ name: 'x', points, faces: null }],
      fields: [{ name: 'u', data }],
      time: null,
    });
    expect(array(text, 'u')).toEqual(data);
    expect(text).not.toContain('FieldData');
  });

  it('a run is a list of files at their times', () => {
    expect(
      writePvd([
        { name: 'a.vti', time: 0 },
        { name: 'b.vti', time: 0.5 },
      ]),
    ).toContain('timestep="0.5" part="0" file="b.vti"');
  });
});
