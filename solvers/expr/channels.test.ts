import { describe, expect, it } from 'vitest';
import { channelName, channelsOf, closeChannels, parse, type Scope } from './index';

const SCOPE: Scope = { unknowns: ['u', 'v', 'w'], coordinates: ['x', 't'], parameters: ['k_x'] };

describe('channels', () => {
  it('are the derivatives of each unknown, the value first', () => {
    const found = channelsOf([parse('u_t + u*u_x - u_xxt + k_x*v_tt'), parse('u_xt + u_tx + u_xx')], SCOPE);
    expect([...found]).toEqual([
      [
        'u',
        [
          [0, 0],
          [1, 0],
          [0, 1],
          [2, 0],
          [1, 1],
          [2, 1],
        ],
      ],
      [
        'v',
        [
          [0, 0],
          [0, 2],
        ],
      ],
      ['w', [[0, 0]]],
    ]);
  });

  it('have names', () => {
    expect(
      [
        [0, 0],
        [1, 0],
        [2, 1],
      ].map((channel) => channelName('u', channel, SCOPE)),
    ).toEqual(['u', 'u_x', 'u_xxt']);
  });

  it('close downwards, in order', () => {
    expect(closeChannels([[2, 1]])).toEqual([
      [0, 0],
      [1, 0],
      [0, 1],
      [2, 0],
      [1, 1],
      [2, 1],
    ]);
    expect(closeChannels([])).toEqual([]);
    // 3 coordinates to order 8: as many as there are ways to share 8 among 3 and a rest.
    expect(
      closeChannels([
        [8, 0, 0],
        [0, 8, 0],
        [0, 0, 8],
      ]),
    ).toHaveLength(25);
  });

  it('are not closed beyond the cap', () => {
    expect(() => closeChannels([[20, 20]])).toThrow(/more than 256 derivatives of one unknown/);
  });
});
