import type { Preview } from './run';

/**
 * Hands previews to a view as fast as it draws them and no faster: the newest wins, and none is sent before the one
 * before it has been drawn.
 */
export class PreviewPump {
  readonly #send: (preview: Preview) => void;
  #waiting: Preview | undefined;
  #isOpen = false;
  #isDrawing = false;

  constructor(send: (preview: Preview) => void) {
    this.#send = send;
  }

  /** The view can take previews, and has drawn none that it was sent before. */
  open(): void {
    this.#isOpen = true;
    this.#isDrawing = false;
    this.#next();
  }

  /** The view is hidden: what is sent to it would be lost. */
  close(): void {
    this.#isOpen = false;
  }

  push(preview: Preview): void {
    this.#waiting = preview;
    this.#next();
  }

  drawn(): void {
    this.#isDrawing = false;
    this.#next();
  }

  /** Forgets what waits: the view shows something else now. */
  clear(): void {
    this.#waiting = undefined;
    this.#isDrawing = false;
  }

  #next(): void {
    const preview = this.#waiting;
    if (!preview || !this.#isOpen || this.#isDrawing) return;
    this.#waiting = undefined;
    this.#isDrawing = true;
    this.#send(preview);
  }
}
