import { constant, interpret, irfft, mul, type Node, rfft } from '../../array';
import type { Basis, Shape } from './basis';
import type { Constants } from './constants';
import { spectralResidual } from './residual';
import type { NsmSettings } from './settings';
import { symbolsOf } from './symbol';

/** Waves, where all sides are periodic. @param shape points along y, x that the scene asks for */
export function fourierBasis(constants: Constants, residual: NsmSettings['residual'], shape: Shape): Basis {
  const { spectral } = symbolsOf(constants, shape);
  const loss = (value: Node, source: Node): Node => {
    return spectralResidual(value, source, symbolsOf(constants, value.shape.slice(1, 3))[residual]);
  };
  return {
    note:
      residual === 'spectral'
        ? 'the residual of each wave is learned'
        : 'the residual of second differences on the grid is learned',
    beyond: 'again',
    zeroSides: false,
    // Where a constant is multiplied with 0, nothing tells it.
    zeroMean: spectral[0] === 0,
    pointsOf: (cells) => cells,
    positions: ({ min, max }, count) => {
      return Float64Array.from({ length: count }, (_, k) => min + ((max - min) * (k + 0.5)) / count);
    },
    loss,
    solve(source, [ny, nx]) {
      const symbol = symbolsOf(constants, [ny, nx]).spectral;
      const inverse = symbol.map((value) => (value === 0 ? 0 : 1 / value));
      const waves = mul(rfft(constant(source, [ny, nx])), constant(inverse, [ny, Math.floor(nx / 2) + 1, 1]));
      return Float64Array.from(interpret([irfft(waves, nx)], new Map())[0]);
    },
    gain: 1 / Math.min(...spectral.filter((value) => value !== 0).map(Math.abs)),
  };
}
