export { toBase64 } from './base64';
export { type Checkpoint, readCheckpoint, writeCheckpoint } from './checkpoint';
export { columnsOf, writeCsv } from './csv';
export type { GridAxis, GridData } from './grid-data';
export { type H5Attributes, type H5Library, h5Errors, readH5, writeH5 } from './h5';
export { MAX_NPY_BYTES, type NpyArray, type NpyData, readNpy, writeNpy } from './npy';
export { readNpz, writeNpz } from './npz';
export { writePng } from './png';
export {
  MAX_SAFETENSORS_BYTES,
  type ReadSafetensors,
  readSafetensors,
  type Safetensors,
  type Storage,
  type Tensor,
  writeSafetensors,
} from './safetensors';
export {
  type ByteSource,
  rowSize,
  type StoredArray,
  type StoredArrays,
  storedH5,
  storedNpy,
  storedSafetensors,
} from './stored';
export { writePvd, writeVtk } from './vtk';
export { storedZarr } from './zarr';
