import { describe, expect, it } from 'vitest';

import { layOut, shrunk, type Cell } from '../../../../../src/engine/imaging/contact-sheet/layout';
import type { Size } from '../../../../../src/engine/imaging/picture';

const size = (width: number, height: number): Size => ({ width, height });
const cell = (picture: Size, label: Size): Cell<Size> => ({ picture, label });

/** Every rectangle of the sheet: the heading, pictures, labels. */
function rectangles(heading: Size | undefined, rows: readonly (readonly Cell<Size>[])[], column: number) {
  const layout = layOut(heading, rows, column);
  const cells = layout.cells.flatMap((row, y) =>
    row.flatMap(({ picture, label }, x) => [
      { ...picture, ...rows[y]![x]!.picture },
      { ...label, ...rows[y]![x]!.label },
    ]),
  );
  return { layout, all: heading ? [{ ...layout.heading, ...heading }, ...cells] : cells };
}

const rows = [
  [cell(size(120, 80), size(90, 20)), cell(size(60, 100), size(200, 60))],
  [cell(size(200, 50), size(150, 20))],
];

describe('the layout of a contact sheet', () => {
  it.each([undefined, size(300, 40)])('lets nothing overlap or leave the sheet (heading %o)', (heading) => {
    const { layout, all } = rectangles(heading, rows, 200);

    for (const { left, top, width, height } of all) {
      expect(left).toBeGreaterThan(0);
      expect(top).toBeGreaterThan(0);
      expect(left + width).toBeLessThan(layout.width);
      expect(top + height).toBeLessThan(layout.height);
    }
    for (const [index, a] of all.entries()) {
      for (const b of all.slice(index + 1)) {
        const apart =
          a.left + a.width <= b.left ||
          b.left + b.width <= a.left ||
          a.top + a.height <= b.top ||
          b.top + b.height <= a.top;
        expect(apart, `${JSON.stringify(a)} and ${JSON.stringify(b)}`).toBe(true);
      }
    }
  });

  it('stands the pictures of a row on one line and hangs their labels from another', () => {
    const [[first, second] = [], [below] = []] = layOut(undefined, rows, 200).cells;

    expect(first!.picture.top + 80).toBe(second!.picture.top + 100);
    expect(first!.label.top).toBe(second!.label.top);
    expect(below!.picture.left).toBe(first!.picture.left);
  });
});

describe('shrinking', () => {
  it.each([
    [size(600, 400), 300, size(300, 200)],
    [size(400, 600), 300, size(200, 300)],
    [size(100, 50), 300, size(100, 50)],
    [size(5000, 1), 100, size(100, 1)],
  ])('%o into %i is %o', (from, longest, expected) => {
    expect(shrunk(from, longest)).toEqual(expected);
  });
});
