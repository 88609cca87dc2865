import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ensurePrivateFolder, reasonForDistrust } from '../../../src/user-folder/private-folder';

const isWindows = process.platform === 'win32';
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-user-folder-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('a private folder', () => {
  it.skipIf(isWindows)('is the person’s alone, with those above it, whatever the umask', async () => {
    const umask = process.umask(0);
    try {
      ensurePrivateFolder(join(folder, 'a', 'b'));
    } finally {
      process.umask(umask);
    }

    expect((await stat(join(folder, 'a'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'a', 'b'))).mode & 0o777).toBe(0o700);
  });

  it('that is there already stays as it is', async () => {
    await mkdir(join(folder, 'a'), { mode: 0o755 });

    ensurePrivateFolder(join(folder, 'a'));

    if (!isWindows) expect((await stat(join(folder, 'a'))).mode & 0o777).toBe(0o755);
  });

  it('that cannot be made is an error', async () => {
    await writeFile(join(folder, 'file'), '');

    expect(() => {
      ensurePrivateFolder(join(folder, 'file', 'a'));
    }).toThrow();
  });
});

describe.skipIf(isWindows)('what is in a user folder is relied on', () => {
  it('unless others can change it', async () => {
    const file = join(folder, 'runtime.json');
    await writeFile(file, '{}', { mode: 0o600 });
    expect(reasonForDistrust(file)).toBeUndefined();

    await chmod(file, 0o660);
    expect(reasonForDistrust(file)).toContain('can be changed by other users');
    await chmod(file, 0o602);
    expect(reasonForDistrust(file)).toContain('can be changed by other users');
  });

  it('unless it is a link', async () => {
    await symlink(join(folder, 'elsewhere'), join(folder, 'link'));

    expect(reasonForDistrust(join(folder, 'link'))).toBe('is a link');
  });

  it('where there is nothing, there is nothing to distrust', () => {
    expect(reasonForDistrust(join(folder, 'nothing'))).toBeUndefined();
  });
});
