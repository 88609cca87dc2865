/** What the engine reads, by extension. The same list is in package.json's menus. */
export const pictureExtensions = ['png', 'jpg', 'jpeg', 'webp', 'tif', 'tiff', 'avif', 'gif'] as const;

/** What a webview shows. */
const shownExtensions: ReadonlySet<string> = new Set(['png', 'jpg', 'jpeg', 'webp', 'avif', 'gif']);

const extensionOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1).toLowerCase();

export function isPicture(path: string): boolean {
  const extension = extensionOf(path);
  return pictureExtensions.some((known) => known === extension);
}

export function isShown(path: string): boolean {
  return shownExtensions.has(extensionOf(path));
}

export const pictureGlob = `**/*.{${pictureExtensions.flatMap((extension) => [extension, extension.toUpperCase()]).join(',')}}`;
