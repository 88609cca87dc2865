import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { StylizeError } from '../../../../src/channel/errors';
import { diagnose } from '../../../../src/client/diagnostics/diagnostics';
import { withoutPersonal } from '../../../../src/client/diagnostics/personal';
import { diagnosticsReport } from '../../../../src/client/diagnostics/report';

const answers = {
  diagnose: {
    runtime: 'node 24.1.0',
    machine: {
      system: 'Linux 6.1.0 x64',
      processor: 'A Processor',
      cores: 8,
      threads: 4,
      memory: { total: 16e9, available: 9.5e9 },
    },
    libraries: { 'ONNX Runtime': '1.30.0' },
    trials: [
      { device: 'cpu', difference: 0 },
      { device: 'webgpu', difference: 1.23e-5 },
      { device: 'tfjs-cpu', problem: 'It | broke' },
    ],
  },
  devices: [
    { id: 'cpu', title: 'Processor', available: true, automatic: false, probeMilliseconds: 2.1234 },
    { id: 'webgpu', title: 'Graphics card', available: true, automatic: true, probeMilliseconds: 0.5 },
    {
      id: 'cuda',
      title: 'NVIDIA',
      available: false,
      automatic: false,
      reason: `not in ${join(homedir(), 'cuda')}`,
    },
    { id: 'tfjs-cpu', title: 'TensorFlow.js', available: true, automatic: false },
  ],
  networks: [
    { name: 'vgg19', title: 'VGG-19', installed: false, layers: [] },
    {
      name: 'mine',
      title: 'Mine',
      installed: true,
      bytes: 80e6,
      layers: [],
      file: '/secret',
      convention: 'caffe',
    },
  ],
};
const engine = {
  request: (name: keyof typeof answers) => Promise.resolve(answers[name]),
} as unknown as Parameters<typeof diagnose>[0];

describe('the report', () => {
  it('has versions, machine, devices and networks', async () => {
    const report = diagnosticsReport(await diagnose(engine, { Stylize: '1.2.3' }, '/somewhere'));

    for (const line of [
      '- Stylize: 1.2.3',
      '- System: Linux 6.1.0 x64',
      '- Processor: A Processor, 8 cores, at most 4 threads',
      '- Memory: 16.0 GB, of which 9.5 GB available',
      '- The engine runs on: node 24.1.0',
      '- ONNX Runtime: 1.30.0',
      '| cpu | works | 2.12 ms | 0 |',
      '| webgpu * | works | 0.500 ms | 1.2e-5 |',
      '| tfjs-cpu | It \\| broke |  |  |',
      '| vgg19 | not installed |  |',
      '| mine | installed, caffe | 80.0 MB |',
    ]) {
      expect(report.split('\n')).toContain(line);
    }
  });

  it('has no path of a person', async () => {
    const report = diagnosticsReport(await diagnose(engine, {}, '/somewhere'));

    expect(report).toContain('not available: not in ~');
    expect(report).not.toContain(homedir());
    expect(report).not.toContain('secret');
  });

  it('says why an engine does not work', async () => {
    const folder = join(homedir(), 'stylize');
    const broken = {
      request: () =>
        Promise.reject(new StylizeError('engine-failed', `No ${folder}/x`, { hint: 'Install it.\nOr not.' })),
    };

    const report = diagnosticsReport(await diagnose(broken, { Stylize: '1.2.3' }, folder));

    expect(report).toContain('- Stylize: 1.2.3');
    expect(report).toContain('## The engine does not work\n\nNo <user folder>/x\n\n> Install it.\n> Or not.');
    expect(report).not.toContain(userInfo().homedir);
  });
});

describe('personal places', () => {
  const places = new Map([
    ['C:\\Users\\Jane.Doe\\AppData', '<user folder>'],
    ['C:\\Users\\Jane.Doe', '~'],
    ['jane', '<user>'],
  ]);

  it.each([
    ['C:\\Users\\Jane.Doe\\AppData\\x', '<user folder>\\x'],
    ['c:/users/jane.doe/appdata/x', '<user folder>/x'],
    ['{"path":"C:\\\\Users\\\\Jane.Doe\\\\x"}', '{"path":"~\\\\x"}'],
    ['/mnt/Jane/photo.png, janet', '/mnt/<user>/photo.png, janet'],
  ])('are replaced in %s', (text, expected) => {
    expect(withoutPersonal(text, places)).toBe(expected);
  });
});
