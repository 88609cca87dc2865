/** One end of a connection that carries structured clones (a child process's IPC, a webview's postMessage). */
export interface Port {
  /** May throw when the message cannot be cloned. */
  send(message: unknown): void;
  /** The returned function ends the subscription. */
  onMessage(listener: (message: unknown) => void): () => void;
}

/** `process` inside a forked child, or the child as its parent sees it. */
export interface IpcEnd {
  send?: ((message: never, callback: (error: Error | null) => void) => boolean) | undefined;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  off(event: 'message', listener: (message: unknown) => void): unknown;
}

/**
 * A port over a child process's IPC channel, opened with `serialization: 'advanced'`. Sending through a channel that
 * is closed does nothing: the owner of the process learns of its end from `disconnect` and `exit`.
 */
export function ipcPort(end: IpcEnd): Port {
  return {
    send: (message) => {
      end.send?.(message as never, () => undefined);
    },
    onMessage: (listener) => {
      end.on('message', listener);
      return () => void end.off('message', listener);
    },
  };
}
