import type { Size } from './picture';

interface Maps extends Size {
  readonly data: Float32Array;
}

/**
 * Maps turned clockwise by a number of quarters.
 *
 * @param data [C, height, width]
 */
export function turned({ data, width, height }: Maps, quarters: number): Maps {
  if (quarters % 4 === 0) return { data, width, height };
  const result = new Float32Array(data.length);
  for (let start = 0; start < data.length; start += width * height) {
    let target = start;
    for (let x = 0; x < width; x++)
      for (let y = height - 1; y >= 0; y--) result[target++] = data[start + y * width + x]!;
  }
  return turned({ data: result, width: height, height: width }, (quarters % 4) - 1);
}
