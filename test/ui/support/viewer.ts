import { createHash } from 'node:crypto';

import type { FrameLocator, Locator } from 'playwright-core';

import { until } from './until';
import type { Workbench } from './workbench';

/** The editor panel with a run's picture. */
export class Viewer {
  readonly #frame: FrameLocator;

  constructor(workbench: Workbench) {
    this.#frame = workbench.webview('panel');
  }

  /** The canvas, once it shows a stylized picture. */
  get picture(): Locator {
    return this.#frame.getByRole('img', { name: /^Stylized/ });
  }

  button(name: string | RegExp): Locator {
    return this.#frame.getByRole('button', { name, exact: true });
  }

  get divider(): Locator {
    return this.#frame.getByRole('slider', { name: /^Divider/ });
  }

  /** Whether it has the keyboard focus. */
  hasFocus(): Promise<boolean> {
    return this.#frame.locator('body').evaluate('document.hasFocus()');
  }

  text(text: string | RegExp): Locator {
    return this.#frame.getByText(text);
  }

  /** Chooses what the result is compared with. */
  async compareWith(option: string | RegExp): Promise<void> {
    await this.#frame.getByRole('combobox', { name: 'Compare with' }).click();
    await this.#frame.getByRole('option', { name: option }).click();
  }

  /** What the person sees in the canvas, as a number that differs when it does. */
  async look(): Promise<string> {
    const image = await this.picture.screenshot();
    return createHash('sha256').update(image).digest('hex');
  }

  /** Waits until the canvas has looked different so many times. */
  async changes(times: number): Promise<void> {
    const looks = new Set([await this.look()]);
    await until(`the picture has changed ${times} times`, async () => {
      looks.add(await this.look());
      return looks.size > times;
    });
  }

  async reaches(state: string): Promise<void> {
    await this.#frame.getByText(state, { exact: true }).waitFor();
  }
}
