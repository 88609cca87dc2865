import { describe, expect, it } from 'vitest';

import { notComputable } from '../../../../src/engine/objective/losses';

const ones = { 'content.weight': 1, 'style.weight': 1, 'totalVariation.weight': 1, mix: [1] };

describe('losses that are no numbers', () => {
  it('names the weight where nothing was painted yet', () => {
    const weights = { ...ones, 'style.weight': 1e300 };
    const error = notComputable({ content: 1, style: Infinity, tv: 2, total: Infinity }, weights);

    expect(error.code).toBe('diverged');
    expect(error.message).toBe('style.weight is 1e+300: the style loss grows beyond what can be computed.');
    expect(error.hint).toContain('Lower style.weight');
  });

  it('names the largest weight where the losses are numbers but their gradient is none', () => {
    const weights = { ...ones, 'totalVariation.weight': 1e40 };
    const error = notComputable({ content: 1, style: 2, tv: 1e40, total: 1e40 }, weights);

    expect(error.message).toContain('totalVariation.weight is 1e+40');
  });

  it('suspects the device where no weight is large', () => {
    const error = notComputable({ content: NaN, style: 1, tv: 1, total: NaN }, ones);

    expect(error.message).toBe('The content loss of the picture is not a number.');
    expect(error.hint).toContain('--device cpu');
  });
});
