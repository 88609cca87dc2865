import { expect, it } from 'vitest';

import type { PictureSource } from '../../../../src/engine/imaging/decoding/decode';
import type { RegionMask } from '../../../../src/engine/imaging/masks/mask';
import { partsOfStyles, regionsOf, wholePicture } from '../../../../src/engine/objective/regions';

const mask = (sha256: string, data: number[], color?: string): { mask: RegionMask } => ({
  mask: {
    path: `/masks/${sha256}.png`,
    sha256,
    ...(color !== undefined && { color }),
    coverage: { width: data.length, height: 1, data: Float32Array.from(data) },
  },
});
const styles = ['a', 'b', 'c', 'd'].map((name) => ({ path: `/styles/${name}.jpg` })) as PictureSource[];

it('without masks there is one region: everything', () => {
  expect(regionsOf([{}, {}], styles)).toEqual(wholePicture(2));
});

it('styles without a mask share what the masks leave over', () => {
  const regions = regionsOf([mask('sky', [1, 0.5, 0, 0]), {}, mask('houses', [0, 0.25, 1, 0]), {}], styles);

  expect(regions.map(({ styles }) => styles)).toEqual([[0], [2], [1, 3]]);
  expect([...regions[2]!.coverage!.data]).toEqual([0, 0.25, 0, 1]);
});

it('overlapping masks leave nothing over, not less than nothing', () => {
  const regions = regionsOf([mask('one', [1, 1, 0]), mask('two', [1, 0, 0]), {}], styles);
  expect([...regions[2]!.coverage!.data]).toEqual([0, 0, 1]);
});

it('styles of the same mask share its region, those of another colour in it do not', () => {
  const regions = regionsOf(
    [mask('map', [1, 0], '#ff0000'), mask('map', [0, 1], '#0000ff'), mask('map', [1, 0], '#FF0000')],
    styles,
  );
  expect(regions.map(({ styles }) => styles)).toEqual([[0, 2], [1]]);
});

it('a style for which nothing is left over is refused', () => {
  expect(() => regionsOf([mask('one', [1, 0.99, 0]), mask('two', [0, 0, 1]), {}], styles)).toThrow(
    expect.objectContaining({ code: 'usage', message: 'The masks leave nothing over for c.jpg.' }),
  );
});

it('tells how much of the picture is painted in each style', () => {
  const quarter = { width: 4, height: 1, data: Float32Array.of(1, 0, 0, 0) };
  const regions = [
    { styles: [1], coverage: quarter },
    { styles: [0, 2], coverage: { ...quarter, data: Float32Array.of(0, 1, 1, 1) } },
  ];

  expect(partsOfStyles(regions, [2, 5, 1])).toEqual([0.5, 0.25, 0.25]);
  expect(partsOfStyles(wholePicture(2), [1, 3])).toEqual([0.25, 0.75]);
  expect(partsOfStyles(wholePicture(2), [0, 0])).toEqual([0.5, 0.5]);
});
