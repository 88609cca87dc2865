import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';

import manifest from '../../../../package.json';
import { Settings } from '../../../../src/extension/services/settings';

const values = vi.hoisted(() => new Map<string, unknown>());
vi.mock('vscode', () => ({
  Uri: { parse: (text: string) => text },
  workspace: {
    getConfiguration: (section: string) => ({ get: (key: string) => values.get(`${section}.${key}`) }),
  },
}));

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-settings-'));
  file = join(folder, 'policy.json');
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  values.clear();
  await rm(file, { force: true });
});

const photo = { uri: 'file:///photo.png', name: 'photo.png' };

it('decide what no policy decides', () => {
  values.set('stylize.weights.allowDownload', false);
  values.set('stylize.weights.url', 'https://one.example/a.h5');
  values.set('stylize.output.autoSave', true);
  values.set('stylize.output.metadata', false);
  const settings = new Settings(file);

  expect(settings.engine.allowsDownload).toBe(false);
  expect(settings.downloads).toBe('switched-off');
  expect(settings.download.url).toBe('https://one.example/a.h5');
  expect(settings.output().autoSave).toBe(true);
  expect(settings.preferences.writesMetadata(photo)).toBe(false);
});

it('allow the download and write metadata when they say nothing', () => {
  const settings = new Settings(file);

  expect(settings.allowsDownload).toBe(true);
  expect(settings.preferences.writesMetadata(photo)).toBe(true);
});

it('give way to the policy of the machine', async () => {
  values.set('stylize.engine.runtime', '/homes/me/node');
  values.set('stylize.engine.tensorflow', '/homes/me/tf');
  values.set('stylize.weights.url', 'https://one.example/a.h5');
  values.set('stylize.output.autoSave', true);
  const policy = {
    runtime: '/opt/node',
    tensorflow: '/opt/tf',
    weightsUrl: 'https://two.example/b.h5',
    allowDownload: false,
    autoSave: false,
    metadata: false,
  };
  await writeFile(file, JSON.stringify(policy));
  const settings = new Settings(file);

  expect(settings.engine).toMatchObject({
    runtime: '/opt/node',
    tensorFlow: '/opt/tf',
    allowsDownload: false,
  });
  expect(settings.downloads).toBe('forbidden');
  expect(settings.download.url).toBe('https://two.example/b.h5');
  expect(settings.output().autoSave).toBe(false);
  expect(settings.preferences.writesMetadata(photo)).toBe(false);
});

it('start no engine under a policy that cannot be read', async () => {
  await writeFile(file, '{');

  expect(() => new Settings(file).engine).toThrow(expect.objectContaining({ code: 'forbidden' }));
});

it('that choose programs, files or what leaves the machine are not taken from an untrusted folder', () => {
  const { properties } = manifest.contributes.configuration;
  const restricted = new Set(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations);
  const taken = Object.entries(properties)
    .filter(([key, { scope }]) => scope !== 'machine' && !restricted.has(key))
    .map(([key]) => key);

  // Names, sizes and times, each with limits of its own.
  expect(taken.sort()).toEqual([
    'stylize.checkpointEvery',
    'stylize.engine.idleMinutes',
    'stylize.output.format',
    'stylize.output.namePattern',
    'stylize.preview.interval',
    'stylize.size',
  ]);
  for (const key of taken) {
    const property: object = properties[key as keyof typeof properties];
    const isLimited = ['maximum', 'pattern', 'enum'].some((limit) => limit in property);
    expect(isLimited, key).toBe(true);
  }
});

it.each([
  ['more than the setting allows', 777, 256],
  ['less than none', -3, 0],
  ['a part of one', 2.7, 2],
])('ask for no number of threads that is %s', (_, wanted, given) => {
  values.set('stylize.engine.threads', wanted);

  expect(new Settings(file).engine.threads).toBe(given);
});

it('never have an idle engine wait longer than a timer can', () => {
  values.set('stylize.engine.idleMinutes', 50_000);

  // Longer delays of setTimeout overflow and fire at once.
  expect(new Settings(file).engine.idleMinutes * 60_000).toBeLessThan(2 ** 31);
});

it.each([
  ['auto', {}],
  ['', {}],
  ['much', {}],
  ['-1', {}],
  ['2.5', { memoryBytes: 2.5e9 }],
  [4, { memoryBytes: 4e9 }],
])('take %j as the memory that a run may use', (value, limits) => {
  values.set('stylize.memoryBudget', value);

  expect(new Settings(file).preferences.limits).toEqual(limits);
});
