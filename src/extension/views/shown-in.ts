import type * as vscode from 'vscode';

import type { Show } from '../model/views/run-views';
import type { PictureFiles } from '../pictures/picture-files';

/** Addresses of pictures for one webview. */
export function shownIn(webview: vscode.Webview, files: PictureFiles): Show {
  return (uri) => {
    const file = files.show(uri);
    return file && webview.asWebviewUri(file).toString();
  };
}
