import type { Size } from '../picture';

export interface Place {
  readonly left: number;
  readonly top: number;
}

/** A picture and its label below it. */
export interface Cell<T> {
  readonly picture: T;
  readonly label: T;
}

export interface SheetLayout extends Size {
  readonly heading: Place;
  /** By row and column. */
  readonly cells: readonly (readonly Cell<Place>[])[];
}

/** Around the sheet and between its cells, in pixels. */
const margin = 20;
const labelGap = 6;

/** Width within the margins of so many columns. */
export const innerWidth = (columns: number, column: number): number => columns * (column + margin) - margin;

/**
 * Where everything goes: the heading, then the rows, in columns that are all `column` pixels wide. The pictures of a row
 * stand on one line, their labels hang from another; both are at the left of their column.
 */
export function layOut(
  heading: Size | undefined,
  rows: readonly (readonly Cell<Size>[])[],
  column: number,
): SheetLayout {
  const columns = Math.max(...rows.map((row) => row.length));
  let top = margin + (heading ? heading.height + margin : 0);
  const cells = rows.map((row) => {
    const foot = top + Math.max(...row.map(({ picture }) => picture.height));
    const places = row.map(({ picture }, index) => {
      const left = margin + index * (column + margin);
      return { picture: { left, top: foot - picture.height }, label: { left, top: foot + labelGap } };
    });
    top = foot + labelGap + Math.max(...row.map(({ label }) => label.height)) + margin;
    return places;
  });
  const width = innerWidth(columns, column) + 2 * margin;
  return { width, height: top, heading: { left: margin, top: margin }, cells };
}

/** The size that fits into a square of `longest`, in proportion; never larger than it was. */
export function shrunk({ width, height }: Size, longest: number): Size {
  const factor = Math.min(1, longest / Math.max(width, height));
  const scaled = (length: number) => Math.max(1, Math.round(length * factor));
  return { width: scaled(width), height: scaled(height) };
}
