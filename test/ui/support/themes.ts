import type { Page } from 'playwright-core';

import type { Editor } from './editor';

/** VS Code's four kinds of theme: a theme of each, and the class that the window then has. */
export const themes = [
  { name: 'light', setting: 'Light Modern', className: 'vs' },
  { name: 'dark', setting: 'Dark Modern', className: 'vs-dark' },
  { name: 'high-contrast', setting: 'Default High Contrast', className: 'hc-black' },
  { name: 'high-contrast-light', setting: 'Default High Contrast Light', className: 'hc-light' },
] as const;

export type Theme = (typeof themes)[number];

export async function chooseTheme(editor: Editor, { setting, className }: Theme): Promise<void> {
  await editor.set({ 'workbench.colorTheme': setting });
  await editor.page.locator(`.monaco-workbench.${className}`).waitFor();
  await animationsEnded(editor.page);
}

/** Colours change gradually: neither screenshots nor contrast are right before they have. */
async function animationsEnded(page: Page): Promise<void> {
  for (const frame of page.frames()) {
    await frame.evaluate(
      'Promise.allSettled(document.getAnimations().map((animation) => animation.finished))',
    );
  }
}
