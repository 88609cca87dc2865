import { chmod, chown, readFile, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { describe, expect, it, vi } from 'vitest';

import { worded } from '../../../../src/channel/l10n';
import { MemoryLog } from '../../../../src/client/log';
import {
  NodeRuntimeChoice,
  type NodeRuntimeOptions,
  type Runtime,
} from '../../../../src/client/process/engine-runtime';
import { runRequest, useClients } from '../../../support/client/fake-engine';

const { create, folder } = useClients();

/** A runtime that crashes on every program, as VS Code's own may on native code. */
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
      message: expect.stringMatching(/version 999.*version 4/) as string,
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
  const program = (userFolder: string) => join(userFolder, 'node');
  const remember = async (userFolder: string, own: { execPath: string; version: string }) => {
    await writeFile(program(userFolder), 'a program', { mode: 0o700 });
    await choice(userFolder, { own }).worked({ source: 'path', execPath: program(userFolder) });
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

describe.skipIf(process.platform === 'win32')('what is remembered of another Node', () => {
  const own = { execPath: '/code', version: '1' };
  const remember = async () => {
    const userFolder = join(folder(), 'home');
    const execPath = join(folder(), 'node');
    await writeFile(execPath, 'a program', { mode: 0o700 });
    await choice(userFolder, { own }).worked({ source: 'path', execPath });
    return { userFolder, execPath, file: join(userFolder, 'runtime.json') };
  };
  const recalled = async (userFolder: string) => {
    const log = new MemoryLog();
    const candidates = await all(choice(userFolder, { own, log }));
    const remembered = candidates.find(({ source }) => source === 'remembered');
    return { path: remembered?.execPath, said: log.entries.map(({ line }) => line).join() };
  };

  it('is kept for the person alone, by its real path', async () => {
    const { userFolder, execPath, file } = await remember();

    expect((await stat(userFolder)).mode & 0o777).toBe(0o700);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await expect(recalled(userFolder)).resolves.toEqual({ path: await realpath(execPath), said: '' });
  });

  it('is not used when others could have written it', async () => {
    const { userFolder, file } = await remember();
    await chmod(file, 0o666);
    await expect(recalled(userFolder)).resolves.toMatchObject({
      path: undefined,
      said: expect.stringMatching(/runtime\.json can be changed by other users/) as string,
    });
    await chmod(file, 0o600);
    await chmod(userFolder, 0o777);
    await expect(recalled(userFolder)).resolves.toMatchObject({
      path: undefined,
      said: expect.stringMatching(/home can be changed by other users/) as string,
    });
    // And nothing is written there.
    await rm(file);
    await choice(userFolder, { own }).worked({ source: 'path', execPath: process.execPath });
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });

  it.runIf(process.geteuid?.() === 0)('is not used when another user owns it', async () => {
    const { userFolder, file } = await remember();
    await chown(file, 65534, 65534);
    await expect(recalled(userFolder)).resolves.toMatchObject({
      path: undefined,
      said: expect.stringMatching(/runtime\.json belongs to another user/) as string,
    });
  });

  it('is not used when the program has changed', async () => {
    const { userFolder, execPath } = await remember();
    await writeFile(execPath, 'another program');
    await expect(recalled(userFolder)).resolves.toMatchObject({
      path: undefined,
      said: expect.stringMatching(/has changed since it was remembered/) as string,
    });
    await rm(execPath);
    await symlink(process.execPath, execPath);
    await expect(recalled(userFolder)).resolves.toMatchObject({ path: undefined });
  });
});

describe('a run that crashes the engine', () => {
  // It starts like any Node and passes the self-test.
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
    run.on('resumed', ({ message }) => remarks.push(worded(message)));
    const phases: string[] = [];
    run.on('phase', ({ phase }) => phases.push(phase));
    void run.update({ 'style.weight': 2 });
    await vi.waitFor(
      () => {
        expect(phases).toEqual(['running', 'running']);
      },
      { timeout: 15_000 },
    );

    expect(run.state).toBe('running');
    expect(client.status.engine!.runtime).toMatchObject({ source: 'path', execPath: process.execPath });
    expect(remarks).toEqual([expect.stringMatching(/^The engine crashed\. The run starts over, on node /)]);
    expect(log.entries.map(({ line }) => line)).toContain(remarks[0]);
    // Earlier changes stay in effect.
    await vi.waitFor(async () => {
      const updates = await client.request('recipes', {});
      expect(updates.map(({ name }) => name)).toEqual(['{"style.weight":2}']);
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
    run.on('resumed', ({ message }) => remarks.push(worded(message)));

    await expect(run.result).rejects.toMatchObject({ code: 'engine-failed' });
    expect(remarks).toHaveLength(1);
  });

  it('fails at the second crash where there is no other Node, and where it ran on a plain one', async () => {
    const alone = create('normal', { runtimes: choice(folder(), { own: electron }) });
    await expect(alone.client.run(runRequest('crashes')).result).rejects.toMatchObject({
      code: 'engine-failed',
    });

    const plain = { own: { ...electron, isElectron: false }, environment: onlyThisNode };
    const onNode = create('normal', { runtimes: choice(folder(), plain) });
    await expect(onNode.client.run(runRequest('crashes')).result).rejects.toMatchObject({
      code: 'engine-failed',
    });
  });

  it('stays where it is when the system has ended it', async () => {
    const runtimes = choice(folder(), { own: electron, environment: onlyThisNode });
    const { client } = create('normal', { runtimes });
    const run = client.run(runRequest('long'));
    const heard: string[] = [];
    run.on('resumed', ({ message }) => heard.push(worded(message)));
    const phases = vi.fn();
    run.on('phase', phases);
    await vi.waitFor(
      () => {
        expect(phases).toHaveBeenCalledTimes(1);
      },
      { timeout: 15_000 },
    );
    process.kill(client.status.engine!.process.pid!, 'SIGKILL');
    await vi.waitFor(
      () => {
        expect(phases).toHaveBeenCalledTimes(2);
      },
      { timeout: 15_000 },
    );
    expect(heard).toEqual(['The engine was lost, probably because memory ran out. The run starts over.']);
    expect(client.status.engine!.runtime.source).toBe('own');
  });
});
