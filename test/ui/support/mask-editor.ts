import type { FrameLocator, Locator, Page } from 'playwright-core';

import type { Workbench } from './workbench';

/** The editor panel in which masks are painted. */
export class MaskEditor {
  readonly #page: Page;
  readonly #frame: FrameLocator;

  constructor(page: Page, workbench: Workbench) {
    this.#page = page;
    this.#frame = workbench.webview('panel');
  }

  /** What keys and strokes go to. */
  get stage(): Locator {
    return this.#frame.getByRole('application');
  }

  /** The picture with the masks over it, by what is said of it. */
  picture(label: string | RegExp): Locator {
    return this.#frame.getByRole('img', { name: label });
  }

  button(name: string | RegExp): Locator {
    return this.#frame.getByRole('button', { name });
  }

  /** Where a colour is chosen. */
  color(name: RegExp): Locator {
    return this.#frame.getByLabel(name);
  }

  slider(name: string): Locator {
    return this.#frame.getByRole('slider', { name, exact: true });
  }

  /** What stands there, and is said to a screen reader where it is news. */
  text(text: string | RegExp): Locator {
    return this.#frame.getByText(text).first();
  }

  /** Draws a line between two places, as shares of the stage's width and height. */
  async draw(
    from: readonly [number, number],
    to: readonly [number, number],
    modifier?: 'Alt',
  ): Promise<void> {
    const box = await this.stage.boundingBox();
    if (!box) throw new Error('The stage is not to be seen.');
    const at = ([x, y]: readonly [number, number]) =>
      [box.x + x * box.width, box.y + y * box.height] as const;
    if (modifier) await this.#page.keyboard.down(modifier);
    await this.#page.mouse.move(...at(from));
    await this.#page.mouse.down();
    await this.#page.mouse.move(...at(to), { steps: 12 });
    await this.#page.mouse.up();
    if (modifier) await this.#page.keyboard.up(modifier);
  }

  /** Which part of the picture the style is painted on, in percent; 0 without a mask. */
  async coverage(): Promise<number> {
    const label = (await this.#frame.locator('canvas').getAttribute('aria-label')) ?? '';
    return Number(/covers (\d+) %$/.exec(label)?.[1] ?? 0);
  }
}
