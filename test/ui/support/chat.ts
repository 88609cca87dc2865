import type { Locator, Page } from 'playwright-core';

import type { Workbench } from './workbench';

/** VS Code's view for talking with agents. */
export class Chat {
  constructor(
    private readonly page: Page,
    private readonly workbench: Workbench,
  ) {}

  /** Opens it and waits until it has a language model to work with. */
  async open(model: string): Promise<void> {
    await this.workbench.runCommand('Chat: Open Chat');
    await this.page.locator('.chat-input-container').getByText(model, { exact: true }).first().waitFor();
  }

  async say(text: string): Promise<void> {
    await this.page.locator('.chat-input-container .monaco-editor').first().click();
    await this.page.keyboard.type(text);
    // The list of suggestions, which would take the Enter.
    await this.page.keyboard.press('Escape');
    await this.page.keyboard.press('Enter');
  }

  /** Where it shows what a tool would do, before it is called. */
  get confirmation(): Locator {
    return this.page.locator('.chat-confirmation-widget2').filter({ visible: true });
  }

  /** A text in the view, which has hidden copies of some. */
  text(text: string | RegExp): Locator {
    return this.page.locator('.interactive-session').getByText(text).filter({ visible: true }).first();
  }

  /** Presses a button below what a tool would do. */
  async answer(button: string): Promise<void> {
    await this.confirmation.locator('.monaco-button', { hasText: button }).first().click();
  }
}
