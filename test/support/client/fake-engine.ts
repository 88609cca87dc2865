import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach } from 'vitest';

import { EngineClient, type EngineClientOptions } from '../../../src/client/engine-client';
import type { EngineState, EngineStatus } from '../../../src/client/engine-status';
import { MemoryLog } from '../../../src/client/log';
import type { EngineProgram } from '../../../src/client/process/engine-process';

export type Behaviour =
  | 'normal'
  | 'silent'
  | 'other-version'
  | 'aborts-on-self-test'
  | 'lacks-library'
  | 'chatty'
  | 'crashes-when-asked'
  | 'tells-environment'
  | 'stubborn';

/** `engine.mjs`, an engine that computes nothing and behaves as requested. */
export function fakeEngine(behaviour: Behaviour = 'normal'): EngineProgram {
  return {
    bundle: fileURLToPath(new URL('engine.mjs', import.meta.url)),
    args: [behaviour],
    // Hides the machine's own Node, so that the engine runs on what the test names.
    env: { ...process.env, PATH: '', Path: '' },
  };
}

/** Makes clients and user folders that are removed after each test. */
export function useClients() {
  const clients: EngineClient[] = [];
  const folders: string[] = [];

  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.dispose()));
    await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
  });

  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'stylize-client-'));
    folders.push(made);
    return made;
  };
  const create = (behaviour: Behaviour = 'normal', options: Partial<EngineClientOptions> = {}) => {
    const log = new MemoryLog();
    const client = new EngineClient({
      program: fakeEngine(behaviour),
      userFolder: folder(),
      log,
      ...options,
    });
    clients.push(client);
    const states: EngineState[] = [];
    client.onState(({ state }) => states.push(state));
    return { client, log, states };
  };
  return { folder, create };
}

/** Resolves when the client is in this state. */
export function reached(client: EngineClient, state: EngineState): Promise<EngineStatus> {
  if (client.status.state === state) return Promise.resolve(client.status);
  return new Promise((resolve) => {
    const stop = client.onState((status) => {
      if (status.state !== state) return;
      stop();
      resolve(status);
    });
  });
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A request for a run. The content's name tells the fake engine what to do. */
export function runRequest(content: string) {
  return { content, styles: [{ path: 'style.png', weight: 1 }], recipe: 'fake', output: {} };
}
