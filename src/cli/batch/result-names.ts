import { posix } from 'node:path';

/**
 * What the results of pictures are called: as the pictures, in the results' format. Where several would be called alike
 * (`a.jpg`, `a.png`), their own extensions stay (`a.jpg.png`, `a.png.png`); what is still alike gets a number.
 *
 * @param names with folders, in the batch's order
 * @param format the results' extension
 * @returns a name for each, with its folders
 */
export function resultNames(names: readonly string[], format: string): string[] {
  const short = names.map((name) => {
    const { dir, name: stem } = posix.parse(name);
    return posix.join(dir, `${stem}.${format}`);
  });
  const long = names.map((name) => `${name}.${format}`);
  const isLong = new Set<number>();
  // A long name can meet a short one, which then becomes long, too.
  for (let before = -1; before < isLong.size;) {
    before = isLong.size;
    const seen = new Map<string, number>();
    for (const [index, name] of short.entries()) {
      const key = folded(isLong.has(index) ? long[index]! : name);
      const other = seen.get(key);
      if (other === undefined) seen.set(key, index);
      else isLong.add(index).add(other);
    }
  }
  const taken = new Set<string>();
  return short.map((name, index) => {
    const chosen = isLong.has(index) ? long[index]! : name;
    let free = chosen;
    for (let number = 2; taken.has(folded(free)); number++)
      free = `${chosen.slice(0, -format.length - 1)}-${number}.${format}`;
    taken.add(folded(free));
    return free;
  });
}

/** Names that some file system takes for the same. */
const folded = (name: string): string => name.normalize('NFC').toLowerCase();
