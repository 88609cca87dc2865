import { expect, it } from 'vitest';

import { fitSize } from '../../../../src/engine/imaging/size';

it.each([
  { picture: [1024, 768], size: 512, measure: 'longest', fitted: [512, 384] },
  { picture: [768, 1024], size: 512, measure: 'longest', fitted: [384, 512] },
  { picture: [1024, 768], size: 400, measure: 'height', fitted: [533, 400] },
  { picture: [1000, 768], size: 400, measure: 'height', fitted: [520, 400] },
  { picture: [333, 250], size: 666, measure: 'longest', fitted: [666, 500] },
  { picture: [5000, 3], size: 100, measure: 'longest', fitted: [100, 1] },
  { picture: [49, 49], size: 47, measure: 'height', fitted: [47, 47] },
  { picture: [1024, 768], size: 400, measure: 'square', fitted: [400, 400] },
  { picture: [37, 911], size: 'native', measure: 'height', fitted: [37, 911] },
] as const)('fits $picture to $size ($measure) as $fitted', ({ picture, size, measure, fitted }) => {
  const result = fitSize({ width: picture[0], height: picture[1] }, size, measure);
  expect([result.width, result.height]).toEqual(fitted);
});
