import { map } from './elementwise';

/** 1 where a is a number, 0 where it is NaN or infinite; no derivative. By bits: compilers may take NaN for absent. */
export const finite = map({
  name: 'finite',
  flops: 1,
  wgsl: (a) => `select(1.0, 0.0, (bitcast<u32>(${a}) & 0x7f800000u) == 0x7f800000u)`,
  f64: (a) => (Number.isFinite(a) ? 1 : 0),
  partials: () => [null],
});
