import { themeColor } from '../theme';

/** The pattern behind transparent pictures, in the colours of the current theme. */
export function createCheckerboard(context: CanvasRenderingContext2D): CanvasPattern | null {
  const tile = new OffscreenCanvas(16, 16);
  const tileContext = tile.getContext('2d');
  if (!tileContext) return null;
  tileContext.fillStyle = themeColor('editor-background', 'white');
  tileContext.fillRect(0, 0, 16, 16);
  tileContext.fillStyle = themeColor('editorWidget-background', 'silver');
  tileContext.fillRect(0, 0, 8, 8);
  tileContext.fillRect(8, 8, 8, 8);
  return context.createPattern(tile, 'repeat');
}
