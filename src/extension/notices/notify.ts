import * as vscode from 'vscode';

import { plainText } from './plain-text';

/*
 * Every notification, list and status message of the extension. What they show may come from a stranger's picture, so it
 * goes through `plainText` here; a lint rule keeps VS Code's own functions out of all other files.
 */

type Button = string | vscode.MessageItem;

/** Resolves with the button that the person has chosen, if any. */
export function showInfo<B extends Button>(message: string, ...buttons: B[]): Thenable<B | undefined> {
  return vscode.window.showInformationMessage<never>(plainText(message), ...(buttons as never[]));
}

export function showWarning<B extends Button>(message: string, ...buttons: B[]): Thenable<B | undefined> {
  return vscode.window.showWarningMessage<never>(plainText(message), ...(buttons as never[]));
}

export function showError<B extends Button>(message: string, ...buttons: B[]): Thenable<B | undefined> {
  return vscode.window.showErrorMessage<never>(plainText(message), ...(buttons as never[]));
}

/** Asks in a dialog that also has a *Cancel* button. Resolves with undefined when that is pressed. */
export function ask<B extends Button>(
  question: string,
  detail: string,
  ...buttons: B[]
): Thenable<B | undefined> {
  return vscode.window.showWarningMessage<never>(
    plainText(question),
    { modal: true, detail: plainText(detail) },
    ...(buttons as never[]),
  );
}

export interface Step {
  readonly message?: string;
  /** Percent since the last. */
  readonly increment?: number;
}

/** Shows a notification during a task, which can report its progress. */
export function showProgress<T>(
  options: { readonly title: string; readonly cancellable?: boolean },
  task: (report: (step: Step) => void, token: vscode.CancellationToken) => Thenable<T>,
): Thenable<T> {
  const { title, cancellable = false } = options;
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title: plainText(title), cancellable }, (progress, token) =>
    task(({ message, ...step }) => {
      progress.report({ ...step, ...(message !== undefined && { message: plainText(message) }) });
    }, token),
  );
}

/** Offers items to choose from. Texts cannot contain icons: use `iconPath`. */
export async function pick<T extends vscode.QuickPickItem>(
  items: readonly T[] | Thenable<readonly T[]>,
  options: vscode.QuickPickOptions & { readonly canPickMany?: false },
): Promise<T | undefined> {
  const shown = Promise.resolve(items).then((found) => found.map(shownItem));
  const { title, placeHolder } = options;
  const texts = {
    ...(title !== undefined && { title: plainText(title) }),
    ...(placeHolder !== undefined && { placeHolder: plainText(placeHolder) }),
  };
  return (await vscode.window.showQuickPick(shown, { ...options, ...texts }))?.item;
}

function shownItem<T extends vscode.QuickPickItem>(item: T): vscode.QuickPickItem & { readonly item: T } {
  const { description, detail } = item;
  return {
    ...item,
    item,
    label: withoutIcons(item.label),
    ...(description !== undefined && { description: withoutIcons(description) }),
    ...(detail !== undefined && { detail: withoutIcons(detail) }),
  };
}

/** Shows a success message in the status bar for some seconds. */
export function showDone(message: string): void {
  vscode.window.setStatusBarMessage(`$(check) ${withoutIcons(message)}`, 8000);
}

/** Lists and the status bar replace `$(name)` by icons. */
const withoutIcons = (text: string): string => plainText(text).replaceAll('$(', '\\$(');

/** Like `pick`, for items with buttons. Resolves with the item and the pressed button, if any. */
export async function pickWithButtons<T extends vscode.QuickPickItem>(
  items: readonly T[],
  { title, placeHolder }: { readonly title: string; readonly placeHolder: string },
): Promise<{ readonly item: T; readonly button?: vscode.QuickInputButton } | undefined> {
  const list = vscode.window.createQuickPick<ReturnType<typeof shownItem<T>>>();
  Object.assign(list, {
    title: plainText(title),
    placeholder: plainText(placeHolder),
    items: items.map(shownItem),
  });
  try {
    return await new Promise((resolve) => {
      list.onDidAccept(() => {
        const [chosen] = list.selectedItems;
        if (chosen) resolve({ item: chosen.item });
      });
      list.onDidTriggerItemButton(({ item: { item }, button }) => {
        resolve({ item, button });
      });
      list.onDidHide(() => {
        resolve(undefined);
      });
      list.show();
    });
  } finally {
    list.dispose();
  }
}

export interface TextQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly value: string;
  /** An error that forbids the text, or a warning. */
  readonly check: (text: string) => string | { readonly warning: string } | undefined;
}

/** Asks for a line of text. */
export function askText({ title, prompt, value, check }: TextQuestion): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: plainText(title),
    prompt: plainText(prompt),
    value,
    validateInput: (text) => {
      const found = check(text);
      if (found === undefined || typeof found === 'string') return found && plainText(found);
      return { message: plainText(found.warning), severity: vscode.InputBoxValidationSeverity.Warning };
    },
  });
}
