import * as vscode from 'vscode';

import { StylizeError, type ErrorCode } from '../../channel/errors';
import { errorInWords } from './in-words';
import { showError } from './notify';

/** A button that fixes a problem. */
export interface Fix {
  readonly title: string;
  readonly command: string;
  readonly arguments?: readonly unknown[];
}

const downloadCommand = 'stylize.downloadWeights';

const importWeights = (): Fix => ({
  title: vscode.l10n.t('Import Weights…'),
  command: 'stylize.importWeights',
});
const restartEngine = (): Fix => ({
  title: vscode.l10n.t('Restart Engine'),
  command: 'stylize.restartEngine',
});

const fixes: Partial<Record<ErrorCode, () => readonly Fix[]>> = {
  'network-missing': () => [
    { title: vscode.l10n.t('Download VGG-19'), command: downloadCommand },
    importWeights(),
  ],
  'bad-weights': () => [importWeights()],
  offline: () => [importWeights()],
  forbidden: () => [importWeights()],
  'download-failed': () => [{ title: vscode.l10n.t('Try Again'), command: downloadCommand }, importWeights()],
  'device-unavailable': () => [{ title: vscode.l10n.t('Choose Device…'), command: 'stylize.chooseDevice' }],
  'engine-failed': () => [restartEngine()],
  timeout: () => [restartEngine()],
};

/** Tells the person what went wrong and what they can do about it. */
export class Messages {
  readonly #log: vscode.LogOutputChannel;
  readonly #canDownload: () => boolean;

  constructor(log: vscode.LogOutputChannel, canDownload: () => boolean) {
    this.#log = log;
    this.#canDownload = canDownload;
  }

  /** Only logs the error. */
  note(thrown: unknown): void {
    const error = StylizeError.from(thrown);
    this.#log.error([error.message, error.file, error.hint].filter(Boolean).join('\n'));
    if (error.code === 'internal') this.#log.error(stackOf(thrown));
  }

  /** Cancelling is not an error. `fix`: a button that suits better than those of the error's code. */
  report(thrown: unknown, fix?: Fix): void {
    const error = StylizeError.from(thrown);
    if (error.code === 'cancelled') return;
    this.note(thrown);
    const offered = fix ? [fix] : this.#fixesOf(error);
    const showLog: Fix = { title: vscode.l10n.t('Show Log'), command: 'stylize.showLog' };
    const buttons = [...offered, showLog];
    // A message is one line: the rest is in the log.
    const { message, hint } = errorInWords(error);
    const text = [sentence(firstLine(message)), firstLine(hint ?? '')].filter(Boolean).join(' ');
    void showError(text, ...buttons).then((chosen) => {
      if (chosen) void vscode.commands.executeCommand(chosen.command, ...(chosen.arguments ?? []));
    });
  }

  #fixesOf({ code }: StylizeError): readonly Fix[] {
    const offered = fixes[code]?.() ?? [];
    return this.#canDownload() ? offered : offered.filter(({ command }) => command !== downloadCommand);
  }
}

const firstLine = (text: string): string => text.split('\n')[0]!;

function sentence(text: string): string {
  return /[.!?…。！？]$/.test(text) ? text : `${text}.`;
}

function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
