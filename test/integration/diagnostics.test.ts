import { homedir } from 'node:os';

import { expect, it } from 'vitest';

import { version } from '../../package.json';
import { useWorkspace } from '../support/cli/workspace';

const workspace = useWorkspace();

it('the command line describes the machine, with the processor as one of its devices', async () => {
  const { code, stdout, stderr } = await workspace.stylize(['diagnose']);

  expect(code, stderr).toBe(0);
  expect(stdout).toContain(`- Stylize, on the command line: ${version}`);
  expect(stdout).toMatch(/^- ONNX Runtime: \d+\.\d+\.\d+$/m);
  expect(stdout).toMatch(/^- libvips: \d+\.\d+\.\d+$/m);
  expect(stdout).toMatch(/^\| cpu(?: \*)? \| works \| [\d.]+ ms \| 0 \|$/m);
  expect(stdout).toMatch(/^\| embedded \| installed/m);
  expect(stdout).not.toContain(workspace.home);
  expect(stdout).not.toContain(homedir());
});

it('as JSON for programs', async () => {
  const { lines } = await workspace.stylize(['diagnose', '--json']);

  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ engine: { machine: { memory: {} }, devices: {}, networks: {} } });
});
