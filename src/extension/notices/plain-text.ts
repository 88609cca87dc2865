/** Longest message. The log has the rest. */
const mostCharacters = 600;
/** Longest word, such as a file name. */
const mostOfWord = 100;

/**
 * Makes text safe for notifications and titles: it may come from a picture's metadata, a file name or an error. The result
 * has one line, no control or direction characters, and no links, which VS Code would turn into commands:
 * `[text](command:…)`. Long words are cut in the middle, long texts at the end.
 */
export function plainText(text: string): string {
  const line = withoutInvisible(text).replace(/\s+/gu, ' ').trim();
  const words = line.replace(/\S+/gu, (word) => cut(word, mostOfWord, 20));
  // Last, because removed characters may have stood between the two.
  return cut(words.replaceAll('](', '] ('), mostCharacters, 0);
}

/** A name as plain text, short enough to leave room for other words. */
export const plainName = (name: string): string => cut(plainText(name), 60, 15);

/**
 * Removes invisible characters: controls, direction marks, unpaired surrogates. The two joiners stay, because some scripts
 * and emoji need them.
 */
function withoutInvisible(text: string): string {
  return text.replace(/(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) =>
    /\s/u.test(character) ? ' ' : '',
  );
}

/** Shortens to `most` characters but keeps the last `end`, which may be a file extension. */
function cut(text: string, most: number, end: number): string {
  const characters = Array.from(text);
  if (characters.length <= most) return text;
  return [...characters.slice(0, most - 1 - end), '…', ...characters.slice(characters.length - end)].join('');
}
