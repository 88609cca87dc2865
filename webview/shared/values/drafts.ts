import { throttle, type Throttled } from './throttle';

interface Draft {
  value: unknown;
  /** How many sends the host has not answered yet. */
  unanswered: number;
  /** Counts the person's changes, so that a late answer does not end a newer draft. */
  version: number;
  readonly send: Throttled<() => Promise<unknown>>;
  expiry: ReturnType<typeof setTimeout> | undefined;
}

/**
 * Values that the person is changing right now, before the host echoes them. Without drafts a slider would jump back to
 * the host's older value between two moves of the mouse. The values of each key are sent throttled.
 */
export class Drafts {
  readonly #drafts = new Map<string, Draft>();
  readonly #onChange: () => void;
  readonly #milliseconds: number;

  /** @param onChange called when a draft appears, changes or ends */
  constructor(onChange: () => void, milliseconds = 100) {
    this.#onChange = onChange;
    this.#milliseconds = milliseconds;
  }

  /** The draft of this key, or the host's value. */
  read<T>(key: string, value: T): T {
    const draft = this.#drafts.get(key);
    return draft ? (draft.value as T) : value;
  }

  /** @param send sends the value to the host; throttled, but always called for the last value */
  set(key: string, value: unknown, send: () => Promise<unknown>): void {
    const draft = this.#drafts.get(key) ?? this.#create(key);
    clearTimeout(draft.expiry);
    draft.value = value;
    draft.version++;
    draft.send(send);
    this.#onChange();
  }

  /** Shows the host's value at once, and discards unsent values. */
  drop(key: string): void {
    const draft = this.#drafts.get(key);
    if (!draft) return;
    clearTimeout(draft.expiry);
    this.#drafts.delete(key);
    this.#onChange();
  }

  #create(key: string): Draft {
    const draft: Draft = {
      value: undefined,
      unanswered: 0,
      version: 0,
      expiry: undefined,
      send: throttle(this.#milliseconds, (send) => {
        if (this.#drafts.get(key) !== draft) return;
        const { version } = draft;
        draft.unanswered++;
        void send()
          .catch(() => undefined)
          .then(() => {
            draft.unanswered--;
            if (draft.unanswered === 0 && draft.version === version) this.#expire(key, draft);
          });
      }),
    };
    this.#drafts.set(key, draft);
    return draft;
  }

  /** The host's new state may arrive a little after its answer. */
  #expire(key: string, draft: Draft): void {
    if (this.#drafts.get(key) !== draft) return;
    draft.expiry = setTimeout(() => {
      this.drop(key);
    }, this.#milliseconds);
  }
}
