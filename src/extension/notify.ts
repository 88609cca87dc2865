import * as vscode from 'vscode';

import { plainText } from '../protocol/plain-text';

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

/** Asks in a dialog, which has a button to cancel besides those given: undefined. */
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

/** Shows a notification while a task goes on. `report`: how far it is. */
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

/** Offers items to choose from. The texts of an item show no icons: `iconPath` is the place for one. */
export async function pick<T extends vscode.QuickPickItem>(
  items: readonly T[] | Thenable<readonly T[]>,
  options: vscode.QuickPickOptions & { readonly canPickMany?: false },
): Promise<T | undefined> {
  const shown = Promise.resolve(items).then((found) => found.map(shownItem));
  return (await vscode.window.showQuickPick(shown, options))?.item;
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

/** Shows in the status bar for some seconds that something is done. */
export function showDone(message: string): void {
  vscode.window.setStatusBarMessage(`$(check) ${withoutIcons(message)}`, 8000);
}

/** Lists and the status bar make icons of `$(name)`. */
const withoutIcons = (text: string): string => plainText(text).replaceAll('$(', '\\$(');
