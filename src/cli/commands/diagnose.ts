import type { Command } from 'commander';

import type { Session } from '../session';
import { printable } from '../text/format';

export function addDiagnoseCommand(program: Command, session: Session): void {
  program
    .command('diagnose')
    .summary('describe this machine for a report of a fault')
    .description(
      'Print what a report of a fault needs: versions, the machine, a small test of every device, networks. It has no ' +
        'personal paths and is sent nowhere.',
    )
    .action(async () => {
      const { diagnose } = await import('../../client/diagnostics/diagnostics');
      const { diagnosticsReport } = await import('../../client/diagnostics/report');
      const { userFolder } = await import('../../user-folder/location');

      const { version, variables } = session.environment;
      const programs = { 'Stylize, on the command line': version, 'Node.js': process.versions.node };
      const found = await diagnose(session, programs, userFolder(variables));
      if (session.json) session.printJson(found);
      else session.print(printable(diagnosticsReport(found).trimEnd()));
    });
}
