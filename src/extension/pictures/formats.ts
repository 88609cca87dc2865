import { extensionOf, pictureExtensions } from '../../contracts/picture-files';

/** What a webview shows. */
const shownExtensions: ReadonlySet<string> = new Set(['png', 'jpg', 'jpeg', 'webp', 'avif', 'gif']);

export function isShown(path: string): boolean {
  return shownExtensions.has(extensionOf(path));
}

export const pictureGlob = `**/*.{${pictureExtensions.flatMap((extension) => [extension, extension.toUpperCase()]).join(',')}}`;
