/** A line that says what has just happened, also to a screen reader, and is gone after a while. */
export class Notice {
  readonly #announce: (text: string) => void;
  readonly #onChange: () => void;
  readonly #milliseconds: number;
  #text: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(announce: (text: string) => void, onChange: () => void, milliseconds: number) {
    this.#announce = announce;
    this.#onChange = onChange;
    this.#milliseconds = milliseconds;
  }

  get text(): string | undefined {
    return this.#text;
  }

  tell(text: string): void {
    this.#show(text);
    this.#announce(text);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#show(undefined);
    }, this.#milliseconds);
  }

  #show(text: string | undefined): void {
    this.#text = text;
    this.#onChange();
  }
}
