import { Plane } from './picture';

/** Distance in pixels from every pixel to the nearest marked one (chamfer 1, √2: a few per cent from exact). */
export function distanceTo(width: number, height: number, marked: (index: number) => boolean): Plane {
  const plane = new Plane(width, height, width + height);
  const { data } = plane;
  for (let i = 0; i < data.length; i++) if (marked(i)) data[i] = 0;
  const relax = (x: number, y: number, dx: number, dy: number): void => {
    if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height) return;
    const i = y * width + x;
    const step = dx !== 0 && dy !== 0 ? Math.SQRT2 : 1;
    data[i] = Math.min(data[i]!, data[i + dy * width + dx]! + step);
  };
  const sweep = (x: number, y: number, sign: 1 | -1): void => {
    relax(x, y, -sign, 0);
    relax(x, y, -sign, -sign);
    relax(x, y, 0, -sign);
    relax(x, y, sign, -sign);
  };
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) sweep(x, y, 1);
  for (let y = height - 1; y >= 0; y--) for (let x = width - 1; x >= 0; x--) sweep(x, y, -1);
  return plane;
}

/** Distance in pixels to the nearest border between different labels. */
export function distanceToBorders(width: number, height: number, labels: Int32Array): Plane {
  return distanceTo(width, height, (i) => {
    const right = (i + 1) % width === 0 ? labels[i] : labels[i + 1];
    const below = i + width >= labels.length ? labels[i] : labels[i + width];
    return labels[i] !== right || labels[i] !== below;
  });
}
