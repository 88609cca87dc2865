import type { ContactSheet, ContactSheetCell } from '../../../contracts/contact-sheet';
import type { Pixels, PlacedPixels, TextLine } from '../../platform/pictures';
import { platform } from '../../platform/platform';
import { openPicture, type PictureSource } from '../decoding/decode';
import { encodePixels, formatOf, interleaved } from '../encoding/encode';
import { writeResult } from '../files/output';
import type { Picture, Size } from '../picture';
import { innerWidth, layOut, shrunk, type Cell } from './layout';

/** Longest side of a picture on a sheet. */
const longestPicture = 640;
/** Narrower columns would break labels into single words. */
const narrowestColumn = 200;
const reasonMargin = 12;

const paper = '#ffffff';
const emptyPaper = '#ececec';
const ink = '#1c1c1c';
const fadedInk = '#5a5a5a';

/** A cell whose picture, if it has one, has been opened. */
interface OpenCell extends ContactSheetCell {
  readonly source: PictureSource | undefined;
  /** Of the picture on the sheet; of an empty cell at least. */
  readonly size: Size;
}

/**
 * Draws pictures side by side with their labels, and writes that as a picture file. Labels are wrapped, never cut.
 *
 * @param fontFile see `Pictures.drawText`
 * @returns the sheet's size
 * @throws StylizeError when a picture cannot be read, and as `formatOf`, `encodeImage` and `writeResult`
 */
export async function writeContactSheet(
  { heading = [], sources = [], rows, output }: ContactSheet,
  fontFile: string,
): Promise<Size> {
  const format = formatOf(output.path);
  const { pictures } = platform();
  const cells = await openCells(sources, rows);
  const column = Math.max(narrowestColumn, ...cells.flat().map(({ size }) => size.width));
  const columns = Math.max(...cells.map((row) => row.length));

  const drawnHeading =
    heading.length > 0
      ? await pictures.drawText(titled(heading, 20, 13), innerWidth(columns, column), fontFile)
      : undefined;
  const drawn = await mapRows(cells, async (cell): Promise<Cell<Pixels>> => ({
    picture: cell.source
      ? interleaved(onPaper(await cell.source.load(cell.size)))
      : await drawEmpty(cell, column, fontFile),
    label: await pictures.drawText(titled([cell.title, ...(cell.notes ?? [])], 15, 12), column, fontFile),
  }));

  const layout = layOut(drawnHeading, drawn, column);
  const things: PlacedPixels[] = layout.cells.flatMap((row, y) =>
    row.flatMap(({ picture, label }, x) => [
      { ...drawn[y]![x]!.picture, ...picture },
      { ...drawn[y]![x]!.label, ...label },
    ]),
  );
  if (drawnHeading) things.push({ ...drawnHeading, ...layout.heading });
  const sheet = await pictures.compose(layout, paper, things);
  await writeResult(await encodePixels(sheet, { format }), output.path, {
    overwrite: output.overwrite ?? false,
  });
  return { width: sheet.width, height: sheet.height };
}

/** The rows, with the sources as the first; these are shrunk to the largest of the other pictures. */
async function openCells(
  sources: readonly ContactSheetCell[],
  rows: readonly (readonly ContactSheetCell[])[],
): Promise<OpenCell[][]> {
  const opened = await mapRows([sources, ...rows], async (cell) => ({
    ...cell,
    source: cell.picture === undefined ? undefined : await openPicture(cell.picture),
  }));
  const [openSources = [], ...openRows] = opened;
  const longestOf = (size: Size | undefined) => (size ? Math.max(size.width, size.height) : 0);
  const largest = Math.max(...openRows.flat().map(({ source }) => longestOf(source)));
  const longest = Math.min(longestPicture, largest > 0 ? largest : narrowestColumn);
  const empty = shrunk(openSources[0]?.source ?? { width: longest, height: longest }, longest);
  return opened
    .filter((row) => row.length > 0)
    .map((row) => row.map((cell) => ({ ...cell, size: cell.source ? shrunk(cell.source, longest) : empty })));
}

/** The space of a picture with the reason in it why there is none; higher if that needs more room. */
async function drawEmpty({ size, reason = '' }: OpenCell, column: number, fontFile: string): Promise<Pixels> {
  const { pictures } = platform();
  const text = await pictures.drawText(
    [{ text: reason, size: 12, color: fadedInk }],
    column - 2 * reasonMargin,
    fontFile,
  );
  const height = Math.max(size.height, text.height + 1.5 * reasonMargin);
  // A text has some room of its own above it.
  const place = { left: reasonMargin, top: reasonMargin / 2 };
  return pictures.compose({ width: column, height }, emptyPaper, [{ ...text, ...place }]);
}

/** Without its transparency: a decoded picture is on white, as the paper is. */
const onPaper = ({ width, height, data }: Picture): Picture => ({ width, height, data });

/** Lines of which the first is the title. */
function titled(lines: readonly string[], titleSize: number, size: number): TextLine[] {
  return lines.map((text, index) =>
    index === 0 ? { text, size: titleSize, color: ink } : { text, size, color: fadedInk },
  );
}

/** One after the other: no more than one picture is decoded at a time. */
async function mapRows<T, U>(rows: readonly (readonly T[])[], map: (cell: T) => Promise<U>): Promise<U[][]> {
  const mapped: U[][] = [];
  for (const row of rows) {
    const cells: U[] = [];
    for (const cell of row) cells.push(await map(cell));
    mapped.push(cells);
  }
  return mapped;
}
