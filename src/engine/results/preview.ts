import { exactBytes } from '../../channel/exact-bytes';
import { encodePicture } from '../imaging/encoding/encode';
import type { Picture } from '../imaging/picture';

/** At most this share of a run's time goes to previews. */
const timeShare = 0.04;

/**
 * Decides when a preview is due and encodes it during the next step, in sharp's own threads. One is encoded at a time, so
 * that the picture sent is always the newest.
 */
export class Previewer {
  readonly #everyMilliseconds: number;
  readonly #now: () => number;
  #encoding: Promise<void> | undefined;
  #dueAt = 0;

  constructor(everyMilliseconds: number, now = () => performance.now()) {
    this.#everyMilliseconds = everyMilliseconds;
    this.#now = now;
  }

  get isDue(): boolean {
    return this.#everyMilliseconds > 0 && !this.#encoding && this.#now() >= this.#dueAt;
  }

  /** @param picture must not change any more */
  start(picture: Promise<Picture>, send: (png: Uint8Array<ArrayBuffer>) => void): void {
    const start = this.#now();
    this.#encoding = picture
      .then((ready) => encodePicture(ready, { format: 'png' }))
      .then((png) => {
        send(exactBytes(png));
      })
      // A preview that cannot be made is no reason to end a run.
      .catch(() => undefined)
      .finally(() => {
        const took = this.#now() - start;
        this.#dueAt = start + Math.max(this.#everyMilliseconds, took / timeShare);
        this.#encoding = undefined;
      });
  }

  /** Waits for the preview that is under way. */
  async settle(): Promise<void> {
    await this.#encoding;
  }
}
