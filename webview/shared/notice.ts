/** Creates the page's polite live region. Screen readers announce the texts that are passed to the returned function. */
export function createLiveRegion(): (text: string) => void {
  const region = document.createElement('div');
  region.className = 'visually-hidden';
  region.setAttribute('role', 'status');
  region.setAttribute('aria-live', 'polite');
  document.body.append(region);
  return (text) => {
    region.textContent = text;
  };
}

/** A message about what has just happened, also for screen readers. It disappears after a while. */
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

  show(text: string): void {
    this.#set(text);
    this.#announce(text);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#set(undefined);
    }, this.#milliseconds);
  }

  #set(text: string | undefined): void {
    this.#text = text;
    this.#onChange();
  }
}
