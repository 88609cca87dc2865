import type { Drawable } from '../../shared/stage/picture-source';

/**
 * Puts the picture on the clipboard as a PNG of its own size. Rejects when the page is not focused, or when the origin of
 * the picture forbids reading its pixels.
 */
export async function copyPicture({ image, width, height }: Drawable): Promise<void> {
  window.focus();
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.drawImage(image, 0, 0, width, height);
  // Passes the promise, so that the browser checks the permission while the click still counts.
  await navigator.clipboard.write([
    new ClipboardItem({ 'image/png': canvas.convertToBlob({ type: 'image/png' }) }),
  ]);
}
