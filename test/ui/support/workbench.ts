import { existsSync } from 'node:fs';
import { basename } from 'node:path';

import type { FrameLocator, Locator, Page } from 'playwright-core';

import { until } from './until';

/**
 * Selects the outer frame of one of our webviews. Not by its address, which says whether it is a view only as long as the
 * view was not hidden: the editors are at the right.
 */
export function webviewFrame(kind: 'view' | 'panel'): string {
  const atTheRight = '.webview-overlay-outer-right';
  const place = kind === 'panel' ? atTheRight : `:not(${atTheRight})`;
  return `${place} > iframe.webview[src*="extensionId=stylize.stylize"]`;
}

/** The parts of VS Code's window that are not ours, as a person uses them. */
export class Workbench {
  constructor(private readonly page: Page) {}

  /** Waits until the explorer shows the folder and the extensions have been found. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench').waitFor();
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
    await this.activityBarItem.waitFor();
  }

  /** Stylize's own place in the activity bar. */
  get activityBarItem(): Locator {
    return this.page.locator('.activitybar a.action-label[aria-label^="Stylize"]');
  }

  /** The number at Stylize's icon. */
  get badge(): Locator {
    return this.page.locator('.activitybar .action-item:has([aria-label^="Stylize"]) .badge-content');
  }

  /** A file or folder in the explorer. */
  file(name: string): Locator {
    return this.page.locator(`.explorer-folders-view .monaco-list-row[aria-label^="${name}"]`);
  }

  /** Chooses from the menu that a right click on a file in the explorer opens. */
  async chooseInContextMenu(file: string, item: string): Promise<void> {
    await this.showExplorer();
    await this.#openContextMenu(file);
    const entry = this.page.getByRole('menuitem', { name: item, exact: true });
    // The menu ignores the release of a button that comes too early.
    await entry.click({ delay: 120 });
    await entry.waitFor({ state: 'detached' });
  }

  async offersInContextMenu(file: string, item: string): Promise<boolean> {
    const menu = await this.#openContextMenu(file);
    const isOffered = await this.page.getByRole('menuitem', { name: item, exact: true }).isVisible();
    await this.page.keyboard.press('Escape');
    await menu.waitFor({ state: 'detached' });
    return isOffered;
  }

  /** The explorer closes its menu when it refreshes, and a hover that was left open covers the rows below. */
  async #openContextMenu(file: string): Promise<Locator> {
    const menu = this.page.locator('.monaco-menu').first();
    await until(`the menu of ${file} opens`, async () => {
      await this.page.mouse.move(0, 0);
      await this.file(file).click({ button: 'right' });
      return menu.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
    });
    return menu;
  }

  async showExplorer(): Promise<void> {
    const explorer = this.page.locator('.explorer-folders-view');
    if (await explorer.isVisible()) return;
    await this.page.locator('.activitybar a.action-label[aria-label^="Explorer"]').click();
    await explorer.waitFor();
  }

  /** Runs a command of the palette. Its list is made when it opens: it is reopened until it knows the command. */
  async runCommand(title: string): Promise<void> {
    const row = await until(`the palette offers “${title}”`, async () => {
      const found = await this.#inPalette(title);
      if (found) return found;
      await this.page.keyboard.press('Escape');
      await this.#palette.waitFor({ state: 'hidden' });
      return undefined;
    });
    await row.click();
    // Not the palette itself: the command may ask in the same place.
    await row.waitFor({ state: 'hidden' });
  }

  /** As `runCommand`, without the mouse. */
  async runByKeyboard(title: string): Promise<void> {
    const row = await until(`the palette offers “${title}”`, () => this.#inPalette(title));
    await this.page.keyboard.press('Enter');
    await row.waitFor({ state: 'hidden' });
  }

  /** What stands in the editor for text, as far as it is in view. */
  async editorText(): Promise<string> {
    const text = await this.page.locator('.editor-instance .view-lines').last().innerText();
    return text.replaceAll('\u00a0', ' ');
  }

  /** Chooses from a list that VS Code has opened. */
  async pick(item: string): Promise<void> {
    // Only a part of a long list is there to be clicked on.
    await this.#palette.locator('input.input').fill(item);
    await this.#palette.locator('.monaco-list-row', { hasText: item }).first().click();
    await this.#palette.waitFor({ state: 'hidden' });
  }

  /** Types an answer where VS Code asks for a line of text or a path. */
  async enter(text: string): Promise<void> {
    const input = this.#palette.locator('input.input');
    await input.waitFor();
    await input.fill(text);
    await until('the answer is taken', async () => {
      await input.press('Enter');
      return this.#palette.waitFor({ state: 'hidden', timeout: 1000 }).then(
        () => true,
        () => false,
      );
    });
  }

  /** Names a file in the dialog that VS Code has opened. */
  async chooseFile(path: string): Promise<void> {
    const dialog = this.#palette;
    const input = dialog.locator('input.input');
    // The dialog reads the folder of the typed path before it accepts the path.
    const file = dialog.locator('.monaco-list-row', { hasText: basename(path) });
    await dialog.locator('.monaco-list-row', { hasText: '..' }).waitFor();
    await input.fill(path);
    if (existsSync(path)) await file.waitFor();
    await until('the dialog is closed', async () => {
      await input.press('Enter');
      return dialog.waitFor({ state: 'hidden', timeout: 1000 }).then(
        () => true,
        () => false,
      );
    });
  }

  /** A row of a list that VS Code has opened. */
  listRow(label: string): Locator {
    return this.#palette.locator('.monaco-list-row', { hasText: label });
  }

  /** What such a list, or a question for a line of text, says: title, hint, and the rows that are in view. */
  async quickInputTexts(): Promise<string[]> {
    const all = this.#palette.locator('.quick-input-title, .quick-input-message, .monaco-list-row');
    const hint = await this.#palette.locator('input.input').getAttribute('placeholder');
    const texts = [hint ?? '', ...(await all.allInnerTexts())].flatMap((text) => text.split('\n'));
    return texts.map((text) => text.trim()).filter((text) => text !== '');
  }

  /** Runs a command that asks with such a list or question. The palette, when it closes, can take it along. */
  async runAndBeAsked(title: string): Promise<void> {
    const asked = this.#palette.locator('.quick-input-title:visible');
    await until(`“${title}” asks`, async () => {
      await this.runCommand(title);
      return asked.waitFor({ timeout: 10_000 }).then(
        () => true,
        () => false,
      );
    });
    await this.#palette.locator('.monaco-list-row:visible, .quick-input-message:visible').first().waitFor();
  }

  /** Closes such a list or question without an answer. */
  async leaveQuickInput(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.#palette.waitFor({ state: 'hidden' });
  }

  /** Presses a button of a row in such a list. */
  async pressInList(row: string, button: string): Promise<void> {
    await this.listRow(row).hover();
    await this.listRow(row).getByRole('button', { name: button }).click();
  }

  /** Whether the palette offers a command now. */
  async offersCommand(title: string): Promise<boolean> {
    const row = await this.#inPalette(title);
    await this.page.keyboard.press('Escape');
    await this.#palette.waitFor({ state: 'hidden' });
    return row !== undefined;
  }

  async #inPalette(title: string): Promise<Locator | undefined> {
    // It can still be closing from the last time, and then closes what was just opened.
    await until('the palette opens', async () => {
      await this.page.keyboard.press('F1');
      const input = this.#palette.locator('input.input');
      return input.fill(`>${title}`, { timeout: 2000 }).then(
        () => true,
        () => false,
      );
    });
    const row = this.#palette.locator('.monaco-list-row', { hasText: title }).first();
    // What the palette says when it has searched and found nothing of that name.
    const none = this.#palette.locator('.monaco-list-row', { hasText: /No matching|similar commands/ });
    await row.or(none).first().waitFor({ timeout: 5000 });
    return (await row.isVisible()) ? row : undefined;
  }

  get #palette(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item', { hasText: text });
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item', { hasText: text });
  }

  /** Answers a question that VS Code asks in a dialog. */
  async answer(button: string): Promise<void> {
    const dialog = this.page.locator('.monaco-dialog-box');
    await dialog.getByRole('button', { name: button, exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  /** Drags the edge of the side bar until it is so wide, in pixels. */
  async resizeSideBar(width: number): Promise<void> {
    const bar = this.page.locator('.part.sidebar');
    const { x, y, width: before, height } = (await bar.boundingBox())!;
    const middle = y + height / 2;
    await this.page.mouse.move(x + before, middle);
    await this.page.mouse.down();
    await this.page.mouse.move(x + width, middle, { steps: 8 });
    await this.page.mouse.up();
  }

  /** An editor's tab. */
  tab(name: string | RegExp): Locator {
    return this.page.getByRole('tab', { name });
  }

  /** The contents of one of our webviews: the view in the side bar or a panel among the editors. */
  webview(kind: 'view' | 'panel'): FrameLocator {
    return this.page.frameLocator(webviewFrame(kind)).frameLocator('iframe#active-frame');
  }

  /** Waits until VS Code has stored which editors are open: in a browser it does so every five seconds. */
  async storesEditors(): Promise<void> {
    await this.page.waitForTimeout(6000);
  }

  async reload(): Promise<void> {
    await this.page.reload();
    // Not the explorer: VS Code may remember that Stylize was open in its place.
    await this.page.locator('.monaco-workbench').waitFor();
    await this.activityBarItem.waitFor();
  }
}
