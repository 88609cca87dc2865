import './set-up';

import type { Port } from '../../src/channel/port';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** May be acquired only once in a page's life. */
const api = acquireVsCodeApi();

/** The extension host, as this webview talks to it. */
export const hostPort: Port = {
  send: (message) => {
    api.postMessage(message);
  },
  onMessage: (listener) => {
    // The host's messages come through the webview's outer frame. Messages from other origins are ignored.
    const onMessage = (event: MessageEvent) => {
      if (event.origin === window.origin) listener(event.data);
    };
    window.addEventListener('message', onMessage);
    return () => {
      window.removeEventListener('message', onMessage);
    };
  },
};

/** What this webview keeps for itself, such as open sections and zoom; it survives hiding and reloading. */
export const viewMemory = {
  read: (): unknown => api.getState(),
  write: (state: unknown): void => {
    api.setState(state);
  },
};
