import { fileURLToPath } from 'node:url';

import { afterEach } from 'vitest';

import { EngineClient, type EngineClientOptions } from '../../../src/client/engine-client';
import type { Workspace } from '../cli/workspace';

/** The engine as it ships. */
export const engineBundle = fileURLToPath(new URL('../../../dist/engine.js', import.meta.url));

/**
 * Makes clients of the built engine that use a workspace's user folder. They are disposed of after each test.
 *
 * @param defaults of every client's options
 */
export function useEngineClients(
  workspace: Workspace,
  defaults: Partial<EngineClientOptions> = {},
): (options?: Partial<EngineClientOptions>) => EngineClient {
  const clients: EngineClient[] = [];
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.dispose()));
  });
  return (options = {}) => {
    const client = new EngineClient({
      program: { bundle: engineBundle, env: workspace.environment },
      userFolder: workspace.home,
      ...defaults,
      ...options,
    });
    clients.push(client);
    return client;
  };
}
