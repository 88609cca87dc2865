import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it, vi } from 'vitest';

import { NodeRuntimeChoice, type NodeRuntimeOptions, type Runtime } from '../../../src/client/engine-runtime';
import { dirname } from 'node:path';
import { runRequest, useClients } from '../../support/fake-engine';

const { create, folder } = useClients();

/** A runtime that crashes whatever it is given to run, as VS Code's own may on native code. */
const crashing = { execPath: process.execPath, execArgv: ['-e', 'process.abort()'], version: '1.0.0' };
const onlyThisNode = { PATH: dirname(process.execPath), Path: dirname(process.execPath) };
const noNode = { PATH: '', Path: '' };

function choice(userFolder: string, options: Partial<NodeRuntimeOptions> = {}): NodeRuntimeChoice {
  return new NodeRuntimeChoice({ userFolder, environment: noNode, ...options });
}

async function all(runtimes: NodeRuntimeChoice): Promise<Runtime[]> {
  const candidates: Runtime[] = [];
  for await (const candidate of runtimes.candidates()) candidates.push(candidate);
  return candidates;
}

describe('the engine', () => {
  it("runs on a Node of the path when this program's own runtime crashes, which is remembered", async () => {
    const userFolder = folder();
    const options = { own: crashing, environment: onlyThisNode };
    const { client } = create('normal', { runtimes: choice(userFolder, options) });
    await client.request('devices', {});
    expect(client.status.engine!.runtime).toMatchObject({ source: 'path', execPath: process.execPath });

    const again = create('normal', { runtimes: choice(userFolder, { own: crashing }) });
    await again.client.request('devices', {});
    expect(again.client.status.engine!.runtime).toMatchObject({
      source: 'remembered',
      execPath: process.execPath,
    });
    expect(again.log.entries.filter(({ line }) => line.startsWith('Starting'))).toHaveLength(1);
  });

  it('whose self-test crashes everywhere names each runtime, its reason and what to do', async () => {
    const { client } = create('aborts-on-self-test', { runtimes: choice(folder()) });
    const error = await client.request('devices', {}).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'engine-failed' });
    const { message, hint } = error as { message: string; hint: string };
    expect(message).toContain(process.execPath);
    expect(message).toContain('stopped unexpectedly');
    expect(message).toContain('No other Node.js 20 or newer was found');
    expect(hint).toContain('Install Node.js');
    expect(hint).toContain('about to abort');
    expect(client.status.state).toBe('failed');
  });

  it('that is tried again after a failed start works when the reason is gone', async () => {
    let own = crashing as typeof crashing | undefined;
    const runtimes = {
      candidates: () => choice(folder(), own ? { own } : {}).candidates(),
      worked: () => Promise.resolve(),
      avoid: () => false,
    };
    const { client } = create('normal', { runtimes });
    await expect(client.request('devices', {})).rejects.toMatchObject({ code: 'engine-failed' });
    own = undefined;
    await expect(client.request('devices', {})).resolves.toEqual([]);
  });

  it('that lacks the Visual C++ runtime says so', async () => {
    const { client } = create('lacks-library', { runtimes: choice(folder()) });
    await expect(client.request('devices', {})).rejects.toMatchObject({
      hint: expect.stringContaining('Visual C++') as string,
    });
  });

  it('that speaks another version of the protocol is refused clearly, without trying other runtimes', async () => {
    const { client, log } = create('other-version', {
      runtimes: choice(folder(), { environment: onlyThisNode }),
    });
    await expect(client.request('devices', {})).rejects.toMatchObject({
      code: 'protocol',
      message: expect.stringMatching(/version 999.*version 2/) as string,
    });
    expect(log.entries.filter(({ line }) => line.startsWith('Starting'))).toHaveLength(1);
  });

  it('that never answers is given up after the time limit', async () => {
    const { client } = create('silent', { runtimes: choice(folder()), startMilliseconds: 400 });
    await expect(client.request('devices', {})).rejects.toThrow(/did not answer within 0.4 s/);
  });

  it.each([
    ['does not exist', join('no', 'such', 'node')],
    ['is not a Node', process.platform === 'win32' ? 'C:\\Windows\\System32\\where.exe' : '/bin/false'],
  ])('on a Node of the settings that %s fails, and no other is tried', async (_, setting) => {
    const { client } = create('normal', {
      runtimes: choice(folder(), { setting, environment: onlyThisNode }),
    });
    await expect(client.request('devices', {})).rejects.toMatchObject({
      code: 'engine-failed',
      file: setting,
      message: expect.stringContaining(setting) as string,
    });
  });

  it('runs on the Node of the settings', async () => {
    const userFolder = folder();
    const { client } = create('normal', { userFolder, runtime: process.execPath });
    await client.request('devices', {});
    expect(client.status.engine!.runtime.source).toBe('setting');
    await expect(readFile(join(userFolder, 'runtime.json'))).rejects.toThrow('ENOENT');
  });
});

describe('the choice of runtimes', () => {
  const remember = async (userFolder: string, own: { execPath: string; version: string }) => {
    await choice(userFolder, { own }).worked({ source: 'path', execPath: '/remembered/node' });
  };

  it('forgets when this program runs on another version', async () => {
    const userFolder = folder();
    await remember(userFolder, { execPath: '/code', version: '1' });
    const sources = async (version: string) =>
      (await all(choice(userFolder, { own: { execPath: '/code', version } }))).map(({ source }) => source);
    await expect(sources('1')).resolves.toEqual(['remembered', 'own']);
    await expect(sources('2')).resolves.toEqual(['own']);
  });

  it('forgets what is needed no more', async () => {
    const userFolder = folder();
    const own = { execPath: '/code', version: '1' };
    await remember(userFolder, own);
    await choice(userFolder, { own }).worked({ source: 'own', execPath: '/code' });
    await expect(all(choice(userFolder, { own }))).resolves.toMatchObject([{ source: 'own' }]);
  });

  it('ignores a damaged memory, and a folder that cannot be written', async () => {
    const userFolder = folder();
    await writeFile(join(userFolder, 'runtime.json'), '{"half');
    await expect(all(choice(userFolder))).resolves.toHaveLength(1);
    const file = join(userFolder, 'runtime.json');
    await expect(choice(file).worked({ source: 'path', execPath: '/node' })).resolves.toBeUndefined();
  });
});

describe('a run that crashes the engine', () => {
  // It starts as any Node does, and passes the self-test.
  const electron = {
    execPath: process.execPath,
    execArgv: ['--title=own'],
    version: '37.0.0',
    isElectron: true,
  };

  it("on VS Code's own runtime goes on, from its start, on a Node of the path, and says so", async () => {
    const userFolder = folder();
    const runtimes = choice(userFolder, { own: electron, environment: onlyThisNode });
    const { client, log } = create('normal', { runtimes });
    const run = client.run(runRequest('crashes on its own runtime'));
    const remarks: string[] = [];
    run.on('remark', ({ message }) => remarks.push(message));
    const phases: string[] = [];
    run.on('phase', ({ phase }) => phases.push(phase));
    void run.update({ styleWeight: 2 });
    await vi.waitFor(
      () => {
        expect(phases).toEqual(['running', 'running']);
      },
      { timeout: 15_000 },
    );

    expect(run.state).toBe('running');
    expect(client.status.engine!.runtime).toMatchObject({ source: 'path', execPath: process.execPath });
    expect(remarks).toEqual([
      expect.stringMatching(/^The engine crashed on .*; the run begins again on node /),
    ]);
    expect(log.entries.map(({ line }) => line)).toContain(remarks[0]);
    // What was changed before holds on.
    await vi.waitFor(async () => {
      const updates = await client.request('recipes', {});
      expect(updates.map(({ name }) => name)).toEqual(['{"styleWeight":2}']);
    });
    await run.finish();
    await expect(run.result).resolves.toMatchObject({ stopped: true });

    // The next program begins there.
    const again = create('normal', { runtimes: choice(userFolder, { own: electron }) });
    await again.client.request('devices', {});
    expect(again.client.status.engine!.runtime.source).toBe('remembered');
  });

  it('is moved once only', async () => {
    const runtimes = choice(folder(), { own: electron, environment: onlyThisNode });
    const { client } = create('normal', { runtimes });
    const run = client.run(runRequest('crashes'));
    const remarks: string[] = [];
    run.on('remark', ({ message }) => remarks.push(message));

    await expect(run.result).rejects.toMatchObject({ code: 'engine-failed' });
    expect(remarks).toHaveLength(1);
  });

  it('fails where there is no other Node, where it ran on a plain one, and where the system ended it', async () => {
    const alone = create('normal', { runtimes: choice(folder(), { own: electron }) });
    await expect(alone.client.run(runRequest('crashes')).result).rejects.toMatchObject({
      code: 'engine-failed',
    });

    const plain = { own: { ...electron, isElectron: false }, environment: onlyThisNode };
    const onNode = create('normal', { runtimes: choice(folder(), plain) });
    await expect(onNode.client.run(runRequest('crashes')).result).rejects.toMatchObject({
      code: 'engine-failed',
    });

    const runtimes = choice(folder(), { own: electron, environment: onlyThisNode });
    const { client } = create('normal', { runtimes });
    const run = client.run(runRequest('long'));
    const remark = vi.fn();
    run.on('remark', remark);
    await new Promise<void>((resolve) => {
      run.on('phase', () => {
        resolve();
      });
    });
    process.kill(client.status.engine!.process.pid!, 'SIGKILL');
    await expect(run.result).rejects.toMatchObject({ code: 'engine-failed' });
    expect(remark).not.toHaveBeenCalled();
  });
});
