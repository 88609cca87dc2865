import { writeFile } from 'node:fs/promises';

import { allTexts, bundleFile, languages, readTranslations, type Translations } from './texts';

/**
 * Removes translations of texts that are gone, sorts the others, and prints what is not translated yet: as JSON, to be
 * filled in. `--take FILE` adds what was filled in: `{"pt-br": {"Save": "Salvar"}}`.
 */
async function main(root: string, [option, file]: readonly string[]): Promise<void> {
  const filled: Readonly<Record<string, Translations>> =
    option === '--take' && file !== undefined ? await readTranslations<Translations>(file) : {};
  const texts = [...(await allTexts(root)).keys()].sort((a, b) => (a < b ? -1 : 1));
  const missing: Record<string, Translations> = {};
  for (const language of languages) {
    const path = bundleFile(root, language);
    const known = { ...(await readTranslations(path)), ...filled[language] };
    const [done, open] = [texts.filter((text) => known[text]), texts.filter((text) => !known[text])];
    const kept = Object.fromEntries(done.map((text) => [text, known[text]]));
    await writeFile(path, `${JSON.stringify(kept, undefined, 2)}\n`);
    if (open.length > 0) missing[language] = Object.fromEntries(open.map((text) => [text, '']));
  }
  console.log(JSON.stringify(missing, undefined, 2));
}

void main(process.cwd(), process.argv.slice(2));
