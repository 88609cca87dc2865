import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { assertWritable, resultPath, writeResult } from '../../../../../src/engine/imaging/files/output';
import { nodePlatform } from '../../../../../src/engine/node/platform';
import { usePlatform } from '../../../../../src/engine/platform/platform';
import { asOrdinaryUser } from '../../../../support/system/ordinary-user';

// File operations that a test makes fail once, as a disk without hard links or space would.
const failing = vi.hoisted(() => new Map<string, string>());
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const failable =
    <Arguments extends unknown[], Result>(
      name: string,
      operation: (...given: Arguments) => Promise<Result>,
    ) =>
    (...given: Arguments): Promise<Result> => {
      const code = failing.get(name);
      return code === undefined
        ? operation(...given)
        : Promise.reject(Object.assign(new Error(`${code}: ${name}`), { code }));
    };
  return { ...real, link: failable('link', real.link), rename: failable('rename', real.rename) };
});

// The set-up has loaded the platform already, with operations that do not fail.
vi.resetModules();
const { files } = await import('../../../../../src/engine/node/files');
usePlatform({ ...nodePlatform, files });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-output-'));
});
afterEach(async () => {
  failing.clear();
  await rm(folder, { recursive: true });
});

const at = (name: string): string => join(folder, name);
const names = async (): Promise<string[]> => (await readdir(folder)).sort();
const content = (name: string): Promise<string> => readFile(at(name), 'utf8');
const bytes = Buffer.from('new');

describe('resultPath', () => {
  it('is a PNG beside the content picture, with a number when the name is taken', async () => {
    expect(await resultPath(at('my photo.v2.jpg'))).toBe(at('my photo.v2.stylized.png'));
    await writeFile(at('my photo.v2.stylized.png'), '');
    expect(await resultPath(at('my photo.v2.jpg'))).toBe(at('my photo.v2.stylized-2.png'));
    await writeFile(at('my photo.v2.stylized-2.png'), '');
    expect(await resultPath(at('my photo.v2.jpg'))).toBe(at('my photo.v2.stylized-3.png'));
  });
});

describe('assertWritable', () => {
  it('accepts a free name and leaves nothing behind', async () => {
    await assertWritable(at('free.png'), { overwrite: false });
    expect(await names()).toEqual([]);
  });

  it('refuses an existing file, unless it may be overwritten, and does not change it', async () => {
    await writeFile(at('old.png'), 'old');
    await expect(assertWritable(at('old.png'), { overwrite: false })).rejects.toMatchObject({
      code: 'output-exists',
      file: at('old.png'),
      hint: expect.stringContaining('--force') as string,
    });
    await assertWritable(at('old.png'), { overwrite: true });
    expect(await names()).toEqual(['old.png']);
    expect(await content('old.png')).toBe('old');
  });

  it.each([true, false])(
    'refuses a folder, a missing folder and a file as folder (overwrite: %s)',
    async (overwrite) => {
      await mkdir(at('folder.png'));
      await writeFile(at('file'), '');
      for (const [path, reason] of [
        [at('folder.png'), 'is a folder'],
        [join(folder, 'missing', 'a.png'), 'does not exist'],
        [join(folder, 'file', 'a.png'), 'not a folder'],
      ] as const) {
        await expect(assertWritable(path, { overwrite })).rejects.toMatchObject({
          code: 'unwritable-output',
          file: path,
          message: expect.stringContaining(reason) as string,
        });
      }
    },
  );

  it.skipIf(process.platform === 'win32')('refuses a folder without permission', async () => {
    await chmod(folder, 0o500);
    const check = asOrdinaryUser(folder, () => assertWritable(at('a.png'), { overwrite: false }));
    await expect(check.finally(() => chmod(folder, 0o700))).rejects.toMatchObject({
      code: 'unwritable-output',
      message: expect.stringContaining('permission denied') as string,
    });
    expect(await names()).toEqual([]);
  });
});

describe('writeResult', () => {
  it('writes the bytes, and nothing else', async () => {
    expect(await writeResult(bytes, at('a.png'))).toBe(at('a.png'));
    expect(await content('a.png')).toBe('new');
    expect(await names()).toEqual(['a.png']);
  });

  it('never replaces an existing file unless told to', async () => {
    await writeFile(at('a.png'), 'old');
    await expect(writeResult(bytes, at('a.png'))).rejects.toMatchObject({ code: 'output-exists' });
    expect(await content('a.png')).toBe('old');
    expect(await writeResult(bytes, at('a.png'), { overwrite: true })).toBe(at('a.png'));
    expect(await content('a.png')).toBe('new');
    expect(await names()).toEqual(['a.png']);
  });

  it('takes the next free number when asked to', async () => {
    await writeFile(at('beach-2024.png'), 'old');
    await writeFile(at('beach-2024-2.png'), 'old');
    expect(await writeResult(bytes, at('beach-2024.png'), { number: true })).toBe(at('beach-2024-3.png'));
    await writeFile(at('a.stylized-2.png'), 'old');
    expect(await writeResult(bytes, at('a.stylized-2.png'), { number: true })).toBe(at('a.stylized-3.png'));
  });

  it('gives results written at the same moment different names', async () => {
    const results = Array.from({ length: 12 }, (_, index) => Buffer.from(`result ${index}`));
    const paths = await Promise.all(
      results.map((result) => writeResult(result, at('a.png'), { number: true })),
    );
    expect(new Set(paths).size).toBe(12);
    expect(await names()).toHaveLength(12);
    for (const [index, path] of paths.entries()) expect(await readFile(path, 'utf8')).toBe(`result ${index}`);
  });

  it.skipIf(process.platform === 'win32')('overwrites through a symbolic link', async () => {
    await writeFile(at('target.png'), 'old');
    await symlink(at('target.png'), at('link.png'));
    await writeResult(bytes, at('link.png'), { overwrite: true });
    expect(await content('target.png')).toBe('new');
  });

  it('works, as safely, on a disk without hard links', async () => {
    failing.set('link', 'EPERM');
    await writeFile(at('a.png'), 'old');
    await expect(writeResult(bytes, at('a.png'))).rejects.toMatchObject({ code: 'output-exists' });
    expect(await writeResult(bytes, at('a.png'), { number: true })).toBe(at('a-2.png'));
    expect(await names()).toEqual(['a-2.png', 'a.png']);
    expect([await content('a.png'), await content('a-2.png')]).toEqual(['old', 'new']);
  });

  it('leaves nothing behind when it fails', async () => {
    await writeFile(at('old.png'), 'old');
    failing.set('link', 'EPERM').set('rename', 'ENOSPC');
    for (const options of [{}, { number: true }, { overwrite: true }]) {
      const path = at(options.overwrite ? 'old.png' : 'a.png');
      await expect(writeResult(bytes, path, options)).rejects.toMatchObject({
        code: 'unwritable-output',
        file: path,
        message: expect.stringContaining('disk is full') as string,
      });
    }
    await mkdir(at('folder.png'));
    failing.clear();
    await expect(writeResult(bytes, at('folder.png'), { overwrite: true })).rejects.toMatchObject({
      code: 'unwritable-output',
    });
    await expect(writeResult(bytes, join(folder, 'missing', 'a.png'))).rejects.toMatchObject({
      code: 'unwritable-output',
    });
    expect(await names()).toEqual(['folder.png', 'old.png']);
    expect(await content('old.png')).toBe('old');
  });
});
