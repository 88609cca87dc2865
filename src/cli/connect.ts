import { join } from 'node:path';

import type { ConnectOptions, EngineConnection } from './environment';

/**
 * An engine that starts with the first request. The client is loaded only here, so that `--help` need not wait for it.
 *
 * @param bundle path of the engine's bundle
 * @throws StylizeError as `readPolicy`
 */
export async function connectEngine(
  bundle: string,
  { onLogLine }: ConnectOptions,
): Promise<EngineConnection> {
  const { EngineClient } = await import('../client/engine-client');
  const { FileLog } = await import('../client/log');
  const { policyEnvironment, readPolicy } = await import('../client/policy');
  const { userFolder } = await import('../user-folder/location');

  const policy = readPolicy();
  const folder = userFolder();
  const file = onLogLine ? undefined : new FileLog(join(folder, 'logs', 'command-line.log'));
  const client = new EngineClient({
    program: { bundle, env: { ...process.env, ...policyEnvironment(policy) } },
    userFolder: folder,
    runtime: policy.runtime,
    log: file ?? {
      append: (level, line) => {
        onLogLine?.(`${level}: ${line}`);
      },
    },
  });
  let disposal: Promise<void> | undefined;
  const dispose = async () => {
    await client.dispose();
    await file?.close();
  };
  return {
    request: (name, params, options) => client.request(name, params, options),
    on: (event, listener) => client.on(event, listener),
    run: (request) => client.run(request),
    resume: (request) => client.resume(request),
    restart: () => client.restart(),
    dispose: () => (disposal ??= dispose()),
  };
}
