import { expect, it, vi } from 'vitest';

import manifest from '../../../../package.json';
import { deviceIds, type Device } from '../../../../src/contracts/engine';
import { deviceItems } from '../../../../src/extension/commands/device-items';

vi.mock('vscode', () => ({
  env: { language: 'en' },
  l10n: { t: (text: string, ...values: string[]) => text.replace('{0}', values[0] ?? '{0}') },
  QuickPickItemKind: { Separator: -1 },
}));

const common = { automatic: false } as const;
const devices: Device[] = [
  { id: 'cpu', title: 'Processor', available: true, automatic: true, probeMilliseconds: 19.23 },
  { id: 'cuda', title: 'CUDA', available: false, reason: 'No driver.', ...common },
  { id: 'tfjs-gpu', title: 'TensorFlow.js', available: true, ...common },
];

it('offers the automatic choice, then what works, then what does not with the reason', () => {
  const items = deviceItems(devices, 'tfjs-gpu');

  expect(items.map(({ label, detail, description }) => [label, detail, description])).toEqual([
    ['Automatic', 'The fastest', ''],
    ['Processor', 'Its test took 19.2 ms', ''],
    ['TensorFlow.js', 'Installed; tried when it is chosen', 'current'],
    ['Not Available', undefined, undefined],
    ['CUDA', 'No driver.', ''],
  ]);
});

it('has no heading where everything works', () => {
  expect(deviceItems(devices.slice(0, 1), 'auto').map(({ label }) => label)).toEqual([
    'Automatic',
    'Processor',
  ]);
});

it('has every device in the setting, with a description', () => {
  const setting = manifest.contributes.configuration.properties['stylize.device'];
  expect(setting.enum).toEqual(['auto', ...deviceIds]);
  expect(setting.enumDescriptions).toEqual(setting.enum.map((id) => `%setting.device.${id}%`));
});
