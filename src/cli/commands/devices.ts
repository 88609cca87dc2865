import type { Command } from 'commander';

import { worded } from '../../channel/l10n';
import type { Device } from '../../contracts/engine';
import type { Session } from '../session';
import { formatNumber, printable } from '../text/format';
import { formatTable } from '../text/table';

export function addDevicesCommand(program: Command, session: Session): void {
  program
    .command('devices')
    .summary('list what can compute on this machine')
    .description(
      'List what can compute on this machine, how fast it is, and why not. The one marked * is used when none is named.',
    )
    .action(async () => {
      const devices = await session.request('devices', {});
      if (session.json) session.printJson(devices);
      else for (const line of formatTable(devices.map(row))) session.print(printable(line));
    });
}

function row({ id, title, available, automatic, reason, probeMilliseconds }: Device): string[] {
  const probe =
    probeMilliseconds === undefined
      ? 'installed; tried when it is named'
      : `probe ${formatNumber(probeMilliseconds)} ms`;
  const whyNot = `not available${reason === undefined ? '' : `: ${worded(reason)}`}`;
  return [automatic ? '*' : ' ', id, title, available ? probe : whyNot];
}
