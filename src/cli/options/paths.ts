import { resolve } from 'node:path';

/** A recipe's name as it is, a file as an absolute path. Only what looks like a path is one: names have no separator. */
export function recipeArgument(text: string, cwd: string): string {
  return /\.json$|[/\\]/i.test(text) ? resolve(cwd, text) : text;
}

/** A network's name as it is, a file as an absolute path: names have neither separator nor extension. */
export function networkArgument(text: string, cwd: string): string {
  return /[/\\.]/.test(text) ? resolve(cwd, text) : text;
}
