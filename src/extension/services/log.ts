import type * as vscode from 'vscode';

import type { Log } from '../../client/log';

/** Writes the engine's output to VS Code's output panel, at the level chosen there. */
export function channelLog(channel: vscode.LogOutputChannel): Log {
  return {
    append: (level, line) => {
      if (level === 'debug') channel.debug(line);
      else if (level === 'info') channel.info(line);
      else if (level === 'warning') channel.warn(line);
      else channel.error(line);
    },
  };
}
