import type { Command } from 'commander';

/**
 * Makes a command that has an action of its own besides its subcommands refuse any other word by naming them: commander
 * would only say that there are too many arguments.
 */
export function refuseOperands(group: Command): Command {
  return group.allowExcessArguments().hook('preAction', (_, command) => {
    const [word] = command.args;
    if (command !== group || word === undefined) return;
    const known = group.commands.map((subcommand) => subcommand.name()).join(', ');
    group.error(`error: unknown command '${word}' of ${group.name()}\n(Its commands are ${known}.)`, {
      code: 'commander.unknownCommand',
    });
  });
}
