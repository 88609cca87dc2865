import { readFile } from 'node:fs/promises';

import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';

import { references } from '../../../tools/reference/main';

it('what is made from schemas is in step with them', async () => {
  const files = await references('.');
  expect([...files.keys()]).toContain('docs/settings.md');

  for (const [path, text] of files) {
    const anew = await format(text, { ...(await resolveConfig(path)), filepath: path });
    expect(await readFile(path, 'utf8'), 'node tools/reference/build-and-write.mjs writes it anew').toBe(
      anew,
    );
  }
});

it.each(['README.md', 'scripts/package/command-line/README.md'])(
  '%s has a row for every command',
  async (file) => {
    const commands = [
      ...(await readFile('docs/command-line.md', 'utf8')).matchAll(/^### stylize ([\w-]+)$/gm),
    ];
    const text = await readFile(file, 'utf8');

    expect(commands.length).toBeGreaterThan(10);
    for (const [, command] of commands) expect(text).toMatch(new RegExp(`^\\| \`stylize ${command}\\b`, 'm'));
  },
);

it('the reference of the command line has every command, with its options', async () => {
  const text = await readFile('docs/command-line.md', 'utf8');

  for (const command of ['run', 'resume', 'batch', 'plan', 'recipes show', 'weights import', 'mcp'])
    expect(text).toMatch(
      new RegExp(`^#{3,4} stylize ${command}\n\n\`\`\`text\nUsage: stylize ${command}`, 'm'),
    );
});
