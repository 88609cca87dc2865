import { expect, it } from 'vitest';

import { engineEnvironment } from '../../../../src/client/process/engine-environment';
import { fakeEngine, useClients } from '../../../support/client/fake-engine';

const { create } = useClients();

it('holds what the engine, its libraries and drivers read, and nothing else', () => {
  const needed = {
    PATH: '/bin',
    HOME: '/homes/me',
    STYLIZE_HOME: '/data',
    https_proxy: 'http://proxy',
    LC_ALL: 'C',
    VK_DRIVER_FILES: '/driver.json',
    CUDA_VISIBLE_DEVICES: '0',
    SystemRoot: 'C:\\Windows',
    'ProgramFiles(x86)': 'C:\\Program Files (x86)',
  };
  const secret = {
    GITHUB_TOKEN: 'ghp_x',
    AWS_SECRET_ACCESS_KEY: 'x',
    SSH_AUTH_SOCK: '/tmp/agent',
    NODE_OPTIONS: '--require /tmp/evil.js',
    NODE_PATH: '/tmp',
    LD_PRELOAD: '/tmp/evil.so',
    VSCODE_IPC_HOOK: '/tmp/ipc',
    ELECTRON_RUN_AS_NODE: '1',
    npm_config_registry: 'http://example.test',
  };

  expect(engineEnvironment({ ...secret, ...needed })).toEqual(needed);
});

it('is what an engine is started with', async () => {
  const { client } = create('tells-environment', {
    program: { ...fakeEngine('tells-environment'), env: { PATH: '', TOKEN: 'secret', STYLIZE_THREADS: '2' } },
  });

  const names = (await client.request('recipes', {})).map(({ name }) => name);

  expect(names).toContain('STYLIZE_THREADS');
  expect(names).toContain('ELECTRON_RUN_AS_NODE');
  expect(names).not.toContain('TOKEN');
});
