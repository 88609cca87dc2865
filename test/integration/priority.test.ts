import { constants, getPriority } from 'node:os';

import { expect, it } from 'vitest';

import { protocolVersion } from '../../src/contracts/engine';
import { useWorkspace } from '../support/cli/workspace';
import { engineBundle, useEngineClients } from '../support/client/built-engine';

const workspace = useWorkspace();
const createClient = useEngineClients(workspace);

async function priorityOf(changes: NodeJS.ProcessEnv): Promise<number> {
  const env = { ...workspace.environment, ...changes };
  const client = createClient({ program: { bundle: engineBundle, env } });
  const { pid } = await client.request('hello', { protocol: protocolVersion });
  return getPriority(pid);
}

it('lets other programs go first, so that the editor stays smooth', async () => {
  expect(await priorityOf({})).toBeGreaterThanOrEqual(constants.priority.PRIORITY_BELOW_NORMAL);
});

it('keeps the priority that it was given, if that is wanted', async () => {
  expect(await priorityOf({ STYLIZE_PRIORITY: 'normal' })).toBe(getPriority());
});
