/** Characters of a message that VS Code shows in one piece; the log has the rest. */
const mostCharacters = 600;
/** Characters of a word, such as a file's name. */
const mostOfWord = 100;

/**
 * Text that can only be read: for notifications and titles, in which a picture's metadata, a file's name or an error
 * may have put anything. It has one line, no control or direction characters and no links, of which VS Code makes
 * commands: `[text](command:…)`. Long words lose their middle, and a long text its end.
 */
export function plainText(text: string): string {
  const line = withoutInvisible(text).replace(/\s+/gu, ' ').trim();
  const words = line.replace(/\S+/gu, (word) => cut(word, mostOfWord, 20));
  // Last: what was taken out may have stood between the two.
  return cut(words.replaceAll('](', '] ('), mostCharacters, 0);
}

/** A name among other words, as plain text that leaves room for them. */
export const plainName = (name: string): string => cut(plainText(name), 60, 15);

/**
 * Without the characters that have no shape of their own: controls, changes of direction, halves of pairs. The two
 * joiners stay, without which some scripts and emoji fall apart.
 */
function withoutInvisible(text: string): string {
  return text.replace(/(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) =>
    /\s/u.test(character) ? ' ' : '',
  );
}

/** At most `most` characters, of which the last `end` stay: they tell what kind of file it is. */
function cut(text: string, most: number, end: number): string {
  const characters = Array.from(text);
  if (characters.length <= most) return text;
  return [...characters.slice(0, most - 1 - end), '…', ...characters.slice(characters.length - end)].join('');
}
