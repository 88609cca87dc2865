import { readFile } from 'node:fs/promises';

import { glob } from 'tinyglobby';
import { expect, it } from 'vitest';

/** Parts of messages that the page explains. */
const explained = [
  'this build of ONNX Runtime does not include it',
  'it computes wrong results',
  'it crashed the last time; choose it by name to try again',
  'because memory ran out',
  'MB left for the next buffer',
  'The run has diverged: ',
  'grows beyond what can be computed',
  'of the picture is not a number',
  'this package of it has no native parts for',
  'The engine does not run on the Node.js named in your settings',
  'The engine has crashed too often',
  'are not installed',
  'a HEIC picture or a video',
];

it('explains messages as the program words them', async () => {
  const page = await readFile('docs/troubleshooting.md', 'utf8');
  const sources = await Promise.all((await glob('src/**/*.ts')).map((file) => readFile(file, 'utf8')));
  const source = sources.join('\n');

  for (const message of explained) {
    expect(page.replace(/\s+/g, ' ')).toContain(message.trim());
    expect(source).toContain(message.trim());
  }
});
