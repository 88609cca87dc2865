import type * as vscode from 'vscode';

import type { Port } from '../../channel/channel';

/** The host's end of a webview. A hidden or closed webview loses messages; it requests everything when it is back. */
export function webviewPort(webview: vscode.Webview): Port {
  return {
    send: (message) => {
      void webview.postMessage(message);
    },
    onMessage: (listener) => {
      const subscription = webview.onDidReceiveMessage(listener);
      return () => {
        subscription.dispose();
      };
    },
  };
}
