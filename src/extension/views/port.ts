import type * as vscode from 'vscode';

import type { Port } from '../../channel/channel';

/** The host's end of a webview. What is sent to a webview that is hidden or gone is lost: it asks again when it is back. */
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
