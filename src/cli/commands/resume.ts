import { basename } from 'node:path';

import type { Command } from 'commander';

import { StylizeError } from '../../channel/errors';
import type { Checkpoint } from '../../contracts/checkpoints';
import type { DeviceId } from '../../contracts/engine';
import { limitOptions, readLimits, type LimitOptions } from '../options/limits';
import { fileArgument } from '../options/paths';
import { deviceOption } from '../options/shared';
import { follow } from '../painting';
import type { Session } from '../session';
import { formatBytes, formatCount, formatDuration, formatPath, formatSize, printable } from '../text/format';
import { formatTable } from '../text/table';

interface ResumeOptions extends LimitOptions {
  readonly last?: boolean | undefined;
  readonly discard?: string | undefined;
  readonly device?: 'auto' | DeviceId | undefined;
  readonly out?: string | undefined;
  readonly force?: boolean | undefined;
}

const examples = `
Examples:
  $ stylize resume
  $ stylize resume --last
  $ stylize resume 3f9a2c1e --out art.png
  $ stylize resume --discard all

A run that was interrupted goes on where it was, to the file that it was to write: by Ctrl-C, a crash, a closed terminal
or a restart of the machine. On the same device, and with the same limits, the result is the same as if it had never been interrupted.`;

export function addResumeCommand(program: Command, session: Session): void {
  const command = program
    .command('resume')
    .summary('go on with a run that was interrupted')
    .description('List the runs that were interrupted, or go on with one.')
    .argument('[id]', 'which one; the beginning of its name is enough')
    .option('--last', 'the newest')
    .option('--discard <id|all>', 'forget one, or all')
    .addOption(deviceOption(' (default: the one that it was on)'))
    .option('--out <file>', 'where to save the result (default: where it was to go)')
    .option('--force', 'replace the file of --out if it is there');
  for (const option of limitOptions()) command.addOption(option);
  command
    .addHelpText('after', examples)
    .action((id: string | undefined, options: ResumeOptions) => resume(id, options, session));
}

async function resume(id: string | undefined, options: ResumeOptions, session: Session): Promise<void> {
  const { last = false, discard, device, out, force = false } = options;
  const limits = readLimits(options);
  if ([id !== undefined, last, discard !== undefined].filter(Boolean).length > 1) {
    throw new StylizeError('usage', 'Name one run, or say --last or --discard.', {
      hint: '"stylize resume" lists the runs that can go on.',
    });
  }
  const all = await session.request('checkpoints', {});
  if (discard !== undefined) {
    await forget(discard === 'all' ? all.filter(({ active }) => !active) : [chosen(all, discard)], session);
    return;
  }
  if (id === undefined && !last) {
    list(all, session);
    return;
  }
  const checkpoint = id === undefined ? newest(all) : chosen(all, id);
  const { cwd } = session.environment;
  const remark = `going on with ${nameOf(checkpoint)} from iteration ${checkpoint.iteration} of ${checkpoint.iterations}`;
  const request = {
    id: checkpoint.id,
    ...(device && { device }),
    ...(Object.keys(limits).length > 0 && { limits }),
    ...(out !== undefined && { output: { path: fileArgument(out, cwd), overwrite: force } }),
    ...(out === undefined && force && { output: { path: checkpoint.out, overwrite: true } }),
  };
  await follow((engine) => engine.resume(request), [remark], session);
}

/** @throws StylizeError `bad-checkpoint` */
function chosen(all: readonly Checkpoint[], id: string): Checkpoint {
  const found = all.filter((checkpoint) => checkpoint.id.startsWith(id));
  if (found.length === 1) return found[0]!;
  throw new StylizeError(
    'bad-checkpoint',
    found.length > 1 ? `Several runs begin with ${id}.` : `There is no interrupted run ${id}.`,
    { hint: '"stylize resume" lists them.' },
  );
}

/** @throws StylizeError `bad-checkpoint` */
function newest(all: readonly Checkpoint[]): Checkpoint {
  const found = all.find(({ active }) => !active);
  if (found) return found;
  throw new StylizeError('bad-checkpoint', 'There is no run to go on with.', {
    hint: 'A run that ends as it should leaves none.',
  });
}

async function forget(all: readonly Checkpoint[], session: Session): Promise<void> {
  for (const { id } of all) await session.request('discardCheckpoint', { id });
  if (session.json) session.printJson(all.map(({ id }) => id));
  else session.print(`Forgot ${formatCount(all.length, 'run')}.`);
}

function list(all: readonly Checkpoint[], session: Session): void {
  if (session.json) {
    session.printJson(all);
    return;
  }
  if (all.length === 0) {
    session.print('There is no run to go on with.');
    return;
  }
  const { cwd } = session.environment;
  const lines = formatTable(all.map((checkpoint) => row(checkpoint, cwd)));
  for (const line of [
    ...lines,
    '',
    '"stylize resume ID" goes on with one, "stylize resume --last" with the first.',
  ])
    session.print(printable(line));
}

function row(checkpoint: Checkpoint, cwd: string): string[] {
  const { id, out, iteration, iterations, savedAt, bytes, active, stopped } = checkpoint;
  const age = Math.max(0, (Date.now() - savedAt) / 1000);
  const state = active ? 'being painted' : stopped ? 'stopped' : 'interrupted';
  return [
    id,
    nameOf(checkpoint),
    formatSize(checkpoint),
    `${iteration}/${iterations}`,
    `${state} ${formatDuration(age)} ago`,
    formatBytes(bytes),
    formatPath(out, cwd),
  ];
}

const nameOf = ({ content, styles }: Checkpoint): string =>
  `${basename(content)} + ${styles.map(({ path }) => basename(path)).join(', ')}`;
