/** The files that the engine reads as pictures, by extension. The same list is in package.json's menus. */
export const pictureExtensions = ['png', 'jpg', 'jpeg', 'webp', 'tif', 'tiff', 'avif', 'gif'] as const;

export const extensionOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1).toLowerCase();

export function isPicture(path: string): boolean {
  const extension = extensionOf(path);
  return pictureExtensions.some((known) => known === extension);
}

/** Formats that results are written in, by their extension. */
export const outputFormats = ['png', 'jpg', 'webp', 'tiff', 'avif'] as const;
export type OutputFormat = (typeof outputFormats)[number];
