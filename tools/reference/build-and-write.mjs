// Writes the parts of package.json and of docs/ that are made from schemas: `node tools/reference/build-and-write.mjs`.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { format, resolveConfig } from 'prettier';

import { bundled } from '../build-and-draw.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { references } = await bundled('reference');
for (const [path, text] of await references(root)) {
  const filepath = join(root, path);
  await writeFile(filepath, await format(text, { ...(await resolveConfig(filepath)), filepath }));
}
