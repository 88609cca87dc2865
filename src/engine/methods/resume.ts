import { basename, dirname } from 'node:path';

import type { ParsedParams } from '../../channel/contract';
import { StylizeError, type RescuedPicture } from '../../channel/errors';
import * as l10n from '../../channel/l10n';
import type { EngineContract, RunResult } from '../../contracts/engine';
import { isSame } from '../checkpoints/file-hash';
import type { RunRecord } from '../checkpoints/run-record';
import { filesOf, type Plan, type RunRequest } from '../plan/plan';
import { platform } from '../platform/platform';
import { methods } from './methods';
import { Run, type RunServices } from './run';
import type { RunControl } from './run-control';

export type ResumeParameters = ParsedParams<EngineContract, 'resume'>;

/**
 * Goes on with a run from its checkpoint: on the same device to the same bytes as if it had never been left.
 *
 * @throws StylizeError `bad-checkpoint`, `busy`, and as `executeRun`; the checkpoint then stays
 */
export async function resumeRun(
  request: ResumeParameters,
  control: RunControl,
  services: RunServices,
): Promise<RunResult> {
  services.emit('phase', { run: request.run, phase: 'preparing' });
  const slot = await services.checkpoints.claim(request.id);
  try {
    const { record, state } = await slot.read();
    const changes = await whatChanges(request, record);
    const { metadata = changes.output.metadata } = services;
    const output = { ...changes.output, metadata };
    const resumed = { ...record.request, run: request.run, ...changes, output };
    const method = methods[record.request.recipe.method];
    await makeFolder(resumed.output.path ?? record.out);
    // Whatever limits there are now, the state is that of this recipe.
    const plan = { ...(await planned(resumed, record, services)), recipe: record.request.recipe };
    assertSame(plan, record, slot.path);
    control.throwIfCancelled();
    await platform().files.removeLeftovers(dirname(plan.out));
    const kept = await remaining(record.kept);
    if (kept) services.emit('kept', { run: request.run, ...kept });
    services.emit('checkpoint', { run: request.run, id: slot.id, iteration: record.iteration });
    const run = new Run(resumed, plan, control, services, slot, kept);
    return await run.execute((reporter) => method.paint(plan, control, reporter, state));
  } finally {
    // No harm when the run has left or discarded it.
    await slot.leave();
  }
}

/** What differs from the request as it was first made. */
async function whatChanges(
  { device, limits, output, preview }: ResumeParameters,
  { request, device: used, tile, stopped }: RunRecord,
): Promise<Pick<RunRequest, 'device' | 'limits' | 'output' | 'preview'>> {
  // The picture of a run that was stopped gives way to its result.
  const replaced = stopped && (await isSame(stopped)) ? stopped.path : undefined;
  const before = {
    ...request.output,
    ...(replaced !== undefined && { path: replaced, overwrite: true }),
  };
  return {
    device: device ?? (used as RunRequest['device']),
    // Computed in other pieces, the same sum is rounded in another way.
    limits: limits ?? { tile, ...(tile === undefined && { memoryBytes: Number.MAX_SAFE_INTEGER }) },
    output: output ? { ...before, ...output } : before,
    preview: preview ?? request.preview,
  };
}

/** Plans it again. A device that has gone gives way to the best that is there. */
async function planned(request: RunRequest, record: RunRecord, services: RunServices): Promise<Plan> {
  const method = methods[record.request.recipe.method];
  try {
    return await method.plan(request, services);
  } catch (thrown) {
    const error = StylizeError.from(thrown);
    if (error.code !== 'device-unavailable' || request.device !== record.device) throw error;
    const other = await method.plan({ ...request, device: 'auto' }, services);
    services.emit('remark', {
      run: request.run,
      message: l10n.t`${record.device} is no longer there: the run goes on on ${other.device.id}.`,
    });
    return other;
  }
}

/** @throws StylizeError `bad-checkpoint` when the run would not be the same */
function assertSame(plan: Plan, record: RunRecord, file: string): void {
  const files = filesOf(plan);
  const changed = files.find(({ sha256 }, index) => sha256 !== record.pictures[index]?.sha256);
  if (changed) {
    throw unlike(l10n.t`${basename(changed.path)} has changed since the run began.`, {
      file: changed.path,
      hint: l10n.t`Put the old picture back, or start the run again with the new one.`,
    });
  }
  if (plan.network.sha256 !== record.network.sha256) {
    throw unlike(l10n.t`The network ${record.network.name} is not the one that the run began with.`, {
      hint: l10n.t`Import the old weights again, or start the run again with the new ones.`,
    });
  }
  const isSameSize = JSON.stringify(plan.scales) === JSON.stringify(record.scales);
  if (!isSameSize || files.length !== record.pictures.length) {
    throw unlike(
      l10n.t`Stylize ${record.version} began this run, and this version would paint it otherwise.`,
      {
        file,
        hint: l10n.t`Go on with that version, or start the run again with this one.`,
      },
    );
  }
}

const unlike = (
  message: l10n.Words,
  context: { readonly file?: string; readonly hint: l10n.Words },
): StylizeError => new StylizeError('bad-checkpoint', message, context);

/** The copy of the picture, if nobody has removed it. */
async function remaining(kept: RescuedPicture | undefined): Promise<RescuedPicture | undefined> {
  if (!kept) return undefined;
  const isThere = await platform()
    .files.isTaken(kept.path)
    .catch(() => false);
  return isThere ? kept : undefined;
}

/** The folder of the result may have been removed since. What cannot be made is found out by the plan. */
async function makeFolder(out: string): Promise<void> {
  await platform()
    .files.makePrivateFolder(dirname(out))
    .catch(() => undefined);
}
