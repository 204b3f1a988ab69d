export { MAX_NPY_BYTES, type NpyArray, type NpyData, readNpy, writeNpy } from './npy';
export { readNpz, writeNpz } from './npz';
