import { Command, CommanderError } from 'commander';

import { addBatchCommand } from './commands/batch';
import { addCompareRecipesCommand } from './commands/compare-recipes';
import { addContinueCommand } from './commands/continue';
import { addDevicesCommand } from './commands/devices';
import { addDiagnoseCommand } from './commands/diagnose';
import { addEvalCommand } from './commands/eval';
import { addMcpCommand } from './commands/mcp';
import { addPlanCommand } from './commands/plan';
import { addRecipesCommand } from './commands/recipes';
import { addResumeCommand } from './commands/resume';
import { addRunCommand } from './commands/run';
import { addStylesCommand } from './commands/styles';
import { addTrainCommand } from './commands/train';
import { addWeightsCommand } from './commands/weights';
import type { Environment } from './environment';
import { errorOf, exitCodeOf, reportError } from './errors';
import { Session, type GlobalOptions } from './session';

const examples = `
Examples:
  $ stylize run photo.jpg --style painting.jpg
  $ stylize run photo.jpg --style waves.jpg=2 --style mosaic.jpg=1 --size 1024 --out art.png
  $ stylize continue photo.stylized.png --size 4096
  $ stylize plan photo.jpg --style painting.jpg --size native
  $ stylize batch photos --style painting.jpg --out painted
  $ stylize resume --last
  $ stylize compare-recipes photo.jpg --style painting.jpg --out sheet.png
  $ stylize recipes show studio > mine.json
  $ stylize weights import vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5
  $ stylize devices

"stylize run --help" shows every option of a run. Everything is computed on this machine.`;

/** Does what the command line says; resolves with the exit code when no engine is left. Never rejects. */
export async function runCommandLine(args: readonly string[], environment: Environment): Promise<number> {
  const program = createProgram(environment);
  const session = new Session(environment, () => program.opts<GlobalOptions>());
  addRunCommand(program, session);
  addContinueCommand(program, session);
  addPlanCommand(program, session);
  addBatchCommand(program, session);
  addResumeCommand(program, session);
  addCompareRecipesCommand(program, session);
  addEvalCommand(program, session);
  addRecipesCommand(program, session);
  addDevicesCommand(program, session);
  addDiagnoseCommand(program, session);
  addWeightsCommand(program, session);
  addStylesCommand(program, session);
  addTrainCommand(program, session);
  addMcpCommand(program, session);
  try {
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (thrown) {
    return exitCodeAfter(thrown, program, session);
  } finally {
    await session.dispose();
  }
}

function createProgram({ version, stdout }: Environment): Command {
  return (
    new Command('stylize')
      .description('Paint pictures in the style of others, on your own machine (neural style transfer).')
      .version(version, '-V, --version', 'print the version')
      .option('--json', 'print JSON, for programs')
      .option('--log', "show the engine's log on stderr")
      .option('--debug', 'as --log, and show where errors arise')
      .helpOption('-h, --help', 'show help')
      .helpCommand('help [command]', 'show help for a command')
      .configureHelp({ showGlobalOptions: true })
      .addHelpText('after', examples)
      // All errors are reported in one place, `reportError`.
      .exitOverride()
      .configureOutput({
        writeOut: (text) => void stdout.write(text),
        writeErr: () => undefined,
        outputError: () => undefined,
        getOutHelpWidth: () => Math.min(stdout.columns ?? 100, 100),
        getOutHasColors: () => false,
      })
  );
}

function exitCodeAfter(thrown: unknown, program: Command, session: Session): number {
  // Help and version end this way too.
  if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0;
  const { by, exitCode } = session.interruption;
  const error = errorOf(thrown, helpOf(program));
  if (by === 'SIGPIPE') return exitCode!; // Nothing reads the output any more.
  reportError(error, session);
  return error.code === 'cancelled' && exitCode !== undefined ? exitCode : exitCodeOf(error);
}

/** The command that was meant, as far as it is known. */
function helpOf(program: Command): string {
  const meant = program.commands.find((command) => command.name() === program.args[0]);
  return meant ? `stylize ${meant.name()}` : 'stylize';
}
