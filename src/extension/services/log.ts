import type * as vscode from 'vscode';

import type { Log } from '../../client/log';

/** The engine's output in VS Code's output panel, at the level that the person has chosen there. */
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
