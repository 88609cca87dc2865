import type { Preview } from './run';

/**
 * Sends previews to a view as fast as it draws them: the next one only after the last was drawn, and always the newest.
 */
export class PreviewPump {
  readonly #send: (preview: Preview) => void;
  #waiting: Preview | undefined;
  #isOpen = false;
  #isDrawing = false;

  constructor(send: (preview: Preview) => void) {
    this.#send = send;
  }

  /** The view is ready for previews. Earlier ones were lost. */
  open(): void {
    this.#isOpen = true;
    this.#isDrawing = false;
    this.#next();
  }

  /** The view is hidden: it would lose what is sent to it. */
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

  /** Drops the waiting preview: the view shows something else now. */
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
