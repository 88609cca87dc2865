import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import manifest from '../../../package.json';
import { policyEnvironment, policyFile, policyKeys, readPolicy } from '../../../src/client/policy';
import { restrictionsOf } from '../../../src/engine/restrictions';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-policy-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function policyOf(text: string) {
  const file = join(folder, 'policy.json');
  await writeFile(file, text);
  return () => readPolicy(file);
}

describe('the policy of a machine', () => {
  it('is where only its administrators can write', () => {
    expect(policyFile('linux')).toBe('/etc/stylize/policy.json');
    expect(policyFile('darwin')).toBe('/Library/Application Support/Stylize/policy.json');
    expect(policyFile('win32', { ProgramFiles: 'C:\\Programs' })).toContain('C:\\Programs');
  });

  it('decides nothing where there is no file', () => {
    expect(readPolicy(join(folder, 'none.json'))).toEqual({});
    expect(restrictionsOf(policyEnvironment({}))).toEqual({
      isOffline: false,
      weightsUrl: undefined,
      metadata: undefined,
    });
  });

  it('is what its file says, and what the engine is told', async () => {
    const all = {
      runtime: '/opt/node/bin/node',
      tensorflow: '/opt/tensorflow',
      weightsUrl: 'https://mirror.example/vgg19.h5',
      allowDownload: false,
      autoSave: false,
      metadata: false,
    };
    const policy = (await policyOf(JSON.stringify(all)))();

    expect(policy).toEqual(all);
    expect(restrictionsOf(policyEnvironment(policy))).toEqual({
      isOffline: true,
      weightsUrl: 'https://mirror.example/vgg19.h5',
      metadata: false,
    });
  });

  it('is documented with every key, as are the settings that an untrusted folder cannot choose', async () => {
    const page = await readFile('docs/administration.md', 'utf8');

    for (const key of policyKeys) expect(page).toContain(`\n| \`${key}\``);
    const section = page.slice(page.indexOf('## Restricted Mode'), page.indexOf('## Policies'));
    for (const setting of manifest.capabilities.untrustedWorkspaces.restrictedConfigurations) {
      expect(section).toMatch(new RegExp(`\`(?:stylize\\.)?${setting.replace('stylize.', '')}\``));
    }
  });

  it("stands above the person's variables", () => {
    const environment = { STYLIZE_OFFLINE: '1', STYLIZE_METADATA: '0' };
    const policy = policyEnvironment({ allowDownload: true, metadata: true });

    expect(restrictionsOf({ ...environment, ...policy })).toMatchObject({ isOffline: false, metadata: true });
  });

  it.each(['', '{', '[]', '{"allowDownloads": false}', '{"metadata": "no"}', '{"runtime": ""}'])(
    'that cannot be understood allows nothing: %s',
    async (text) => {
      expect(await policyOf(text)).toThrow(
        expect.objectContaining({
          code: 'forbidden',
          file: join(folder, 'policy.json'),
          hint: expect.stringContaining('Ask the administrator') as string,
        }),
      );
    },
  );
});
