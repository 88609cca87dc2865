import { homedir, tmpdir, userInfo } from 'node:os';

/** What in texts of this machine tells whose it is, with what to write in its place; the longest first. */
export function personalPlaces(userFolder: string): ReadonlyMap<string, string> {
  const name = nameOfPerson();
  const places: [string, string][] = [
    [userFolder, '<user folder>'],
    [homedir(), '~'],
    [tmpdir(), '<temporary folder>'],
    ...(name.length > 2 ? ([[name, '<user>']] as [string, string][]) : []),
  ];
  return new Map(places.filter(([place]) => place.length > 1).sort(([a], [b]) => b.length - a.length));
}

function nameOfPerson(): string {
  try {
    return userInfo().username;
  } catch {
    return ''; // A container may run a user without a name.
  }
}

/** The text without the places, in whichever way they are written. */
export function withoutPersonal(text: string, places: ReadonlyMap<string, string>): string {
  let shown = text;
  for (const [place, name] of places) {
    // The name of a person may be part of a word that is none.
    const isWord = /^\w+$/.test(place);
    for (const written of new Set([place, place.replaceAll('\\', '/'), place.replaceAll('\\', '\\\\')])) {
      const pattern = RegExp(isWord ? `\\b${written}\\b` : escaped(written), 'gi');
      shown = shown.replace(pattern, () => name);
    }
  }
  return shown;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
