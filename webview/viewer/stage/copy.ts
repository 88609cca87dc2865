import type { Drawable } from '../../shared/stage/picture-source';

/**
 * Puts the picture on the clipboard, as a PNG of its own size. Rejects when the page has not the focus, or when the
 * picture came from where its pixels may not be read.
 */
export async function copyPicture({ image, width, height }: Drawable): Promise<void> {
  window.focus();
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.drawImage(image, 0, 0, width, height);
  // The promise and not its value: the browser asks for the right to write while the click still counts.
  await navigator.clipboard.write([
    new ClipboardItem({ 'image/png': canvas.convertToBlob({ type: 'image/png' }) }),
  ]);
}
