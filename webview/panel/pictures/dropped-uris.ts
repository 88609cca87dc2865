/** The parts of a drag's DataTransfer that carry addresses. */
export interface AddressSource {
  getData(type: string): string;
}

/** VS Code's explorer fills the first; browsers and file managers the second. */
export const uriListTypes = ['application/vnd.code.uri-list', 'text/uri-list'] as const;

/** The distinct addresses in a drop, at most 20, which is the host's limit. Skips comment lines. */
export function droppedUris(data: AddressSource): string[] {
  for (const type of uriListTypes) {
    const uris = data
      .getData(type)
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'));
    if (uris.length > 0) return [...new Set(uris)].slice(0, 20);
  }
  return [];
}
