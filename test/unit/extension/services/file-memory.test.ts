import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { FileMemory } from '../../../../src/extension/services/file-memory';

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'stylize-memory-'));
  folder = join(root, 'not', 'there yet');
});
afterEach(() => rm(root, { recursive: true }));

test('a value is on the disk when it has been kept, in a file of its own', async () => {
  new FileMemory(folder).update('runs', [{ id: 'one' }]);

  expect(await readFile(join(folder, 'runs.json'), 'utf8')).toBe('[{"id":"one"}]');
  expect(await readdir(folder)).toEqual(['runs.json']);
  expect(new FileMemory(folder).get('runs')).toEqual([{ id: 'one' }]);
});

test('a value is seen by another window at once', () => {
  const [one, other] = [new FileMemory(folder), new FileMemory(folder)];
  one.update('presets', ['a']);
  expect(other.get('presets')).toEqual(['a']);
  other.update('presets', ['a', 'b']);
  expect(one.get('presets')).toEqual(['a', 'b']);
});

test('a value that is forgotten leaves no file', async () => {
  const memory = new FileMemory(folder);
  memory.update('runs', 1);
  memory.update('runs', undefined);

  expect(memory.get('runs')).toBeUndefined();
  expect(await readdir(folder)).toEqual([]);
});

test('a value that is as before is not written again', async () => {
  const memory = new FileMemory(folder);
  memory.update('runs', { a: 1 });
  const { ino } = await stat(join(folder, 'runs.json'));
  memory.update('runs', { a: 1 });

  expect((await stat(join(folder, 'runs.json'))).ino).toBe(ino);
});

test('a damaged file counts as none, and is replaced', async () => {
  const memory = new FileMemory(folder);
  memory.update('runs', 1);
  await writeFile(join(folder, 'runs.json'), '[{');

  expect(memory.get('runs')).toBeUndefined();
  memory.update('runs', 2);
  expect(memory.get('runs')).toBe(2);
});

test('what cannot be kept is said, with the file', async () => {
  await writeFile(join(root, 'not'), 'a file where a folder should be');

  expect(() => {
    new FileMemory(folder).update('runs', 1);
  }).toThrow(
    expect.objectContaining({ code: 'unwritable-output', file: join(folder, 'runs.json') }) as Error,
  );
});
