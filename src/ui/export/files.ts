import { columnsOf, writeCsv, writeNpz, writeSafetensors, writeVtk } from '../../../solvers/io';
import { arraysOf } from '../../export/arrays';
import type { Studio } from '../../state/studio';
import { saveBlob } from '../save';
import { takeGrid } from './take';

/** A kind of file that the present numbers can be saved as. */
interface DataFile {
  readonly id: string;
  readonly title: string;
  readonly words: string;
  /** The methods that have it; absent where all do. */
  readonly of?: readonly string[];
  /** Saves it; says why where that cannot be. */
  save(studio: Studio): Promise<void>;
}

/** Methods whose answers can stand alone. */
const OPERATORS = ['fno', 'deeponet'] as const;

/** All kinds, in the order in which they are shown. */
export const DATA_FILES: readonly DataFile[] = [
  {
    id: 'csv',
    title: 'CSV',
    words: 'Every field with its coordinates, a line a point: for spreadsheets and pandas.',
    save: async (studio) => {
      const { grid } = await takeGrid(studio, null);
      keep(studio, writeCsv(columnsOf([grid])), 'csv', 'text/csv');
    },
  },
  {
    id: 'npz',
    title: 'NumPy (npz)',
    words: 'Fields as float32 in [y][x] or [z][y][x], their coordinates beside them: numpy.load.',
    save: async (studio) => {
      const { grid } = await takeGrid(studio, null);
      keep(studio, writeNpz(arraysOf(grid)), 'npz', 'application/zip');
    },
  },
  {
    id: 'h5',
    title: 'HDF5',
    words: 'The same as datasets: h5py, MATLAB, Julia.',
    save: async (studio) => {
      const { writeH5 } = await import('../../../solvers/io/h5');
      const { grid } = await takeGrid(studio, null);
      keep(studio, await writeH5(arraysOf(grid)), 'h5', 'application/x-hdf5');
    },
  },
  {
    id: 'vtk',
    title: 'VTK',
    words: 'Cell or point data on the grid, .vti or .vtr where it is stretched: ParaView, PyVista.',
    save: async (studio) => {
      const { grid } = await takeGrid(studio, null);
      const { extension, text } = writeVtk(grid);
      keep(studio, text, extension, 'application/xml');
    },
  },
  {
    id: 'curves',
    title: 'Curves (CSV)',
    words: 'Every metric and loss of this run, by step and time.',
    save: async (studio) => {
      const names = studio.history.names();
      const { steps, times, values } = studio.history.series(names);
      const columns = new Map<string, Float64Array>([
        ['step', steps],
        ['t', times],
      ]);
      names.forEach((name, k) => {
        columns.set(columns.has(name) ? `${name}.metric` : name, values[k]!);
      });
      keep(studio, writeCsv(columns), 'curves.csv', 'text/csv');
    },
  },
  {
    id: 'weights',
    title: 'Weights (safetensors)',
    words: 'What was trained, for PyTorch, JAX, and --weights of the command line.',
    save: async (studio) => {
      const weights = await studio.ask.engine?.weights();
      const { loaded, scene } = studio.store.getState();
      if (!weights) {
        studio.store
          .getState()
          .notify('info', `${loaded?.methodTitle ?? 'This method'} trains nothing: there are no weights.`);
        return;
      }
      const made = { scene: studio.library.describe(scene).id, method: loaded!.method };
      keep(
        studio,
        writeSafetensors({ ...weights, metadata: { ...weights.metadata, ...made } }),
        'safetensors',
        'application/octet-stream',
      );
    },
  },
  {
    id: 'onnx',
    title: 'Operator (ONNX)',
    words: 'Its answer on this grid as a model of its own, in units of the scene: onnxruntime, onnxruntime-web.',
    of: OPERATORS,
    save: async (studio) => {
      const [{ modelOf }, weights] = await Promise.all([import('./model'), studio.ask.engine?.weights()]);
      const { loaded, scene } = studio.store.getState();
      const method = OPERATORS.find((own) => own === loaded?.method);
      if (weights && method) keep(studio, modelOf(method, scene, weights), 'onnx', 'application/octet-stream');
    },
  },
];

/** Offers a file under the scene's name. */
export function keep(studio: Studio, content: string | Uint8Array, extension: string, type: string): void {
  saveBlob(new Blob([content as BlobPart], { type }), nameOf(studio, extension));
}

/** The scene's name with an extension. */
export function nameOf(studio: Studio, extension: string): string {
  return `${studio.store.getState().view?.id ?? 'scene'}.${extension}`;
}
