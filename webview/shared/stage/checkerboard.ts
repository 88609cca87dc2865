import { themeColor } from '../theme';

/** Shows where a picture is transparent: in the colours of the theme that is chosen now. */
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
