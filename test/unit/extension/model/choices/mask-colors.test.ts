import { describe, expect, it } from 'vitest';

import { regionColors } from '../../../../../src/contracts/mask-editor';
import { MaskColors } from '../../../../../src/extension/model/choices/mask-colors';
import { fakeMemory } from '../../fakes';

const raise = (thrown: unknown) => {
  throw thrown;
};

describe('the colours of masks', () => {
  it('are changed one by one, for all windows, and given back', () => {
    const memory = fakeMemory();
    const colors = new MaskColors(memory, raise);
    expect(colors.all).toEqual(regionColors);

    colors.set(1, '#ffffff');
    colors.set(3, '#000000');
    expect(new MaskColors(memory, raise).all).toEqual([
      regionColors[0],
      '#ffffff',
      regionColors[2],
      '#000000',
      regionColors[4],
    ]);

    colors.set(1, undefined);
    colors.set(3, undefined);
    expect(colors.all).toEqual(regionColors);
  });

  it('are the usual ones where what was remembered is damaged', () => {
    expect(new MaskColors(fakeMemory({ maskColors: ['red'] }), raise).all).toEqual(regionColors);
  });
});
