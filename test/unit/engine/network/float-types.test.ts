import { expect, test } from 'vitest';

import { decodeFloats } from '../../../../src/engine/network/float-types';

// Bytes by Python: struct.pack('<4d', …) and '<4e', and for bfloat16 torch.tensor(…).to(torch.bfloat16).view(torch.int16).
test.each([
  [
    'float64',
    '555555555555d53f000000000000f0bf0000000000000080000000000000f07f',
    [Math.fround(1 / 3), -1, -0, Infinity],
  ],
  ['float32', 'abaaaa3e000080bf000000800000807f', [Math.fround(1 / 3), -1, -0, Infinity]],
  ['float16', '553500bc0080007c', [0.333251953125, -1, -0, Infinity]],
  ['bfloat16', 'ab3e80bf0080807f', [0.333984375, -1, -0, Infinity]],
] as const)('%s is read as float32, wherever its bytes begin', (type, hexadecimal, values) => {
  const bytes = Buffer.concat([Buffer.from('x'), Buffer.from(hexadecimal, 'hex')]);

  expect([...decodeFloats(bytes.subarray(1), type)]).toEqual(values);
});
