import * as vscode from 'vscode';

import type { Answer } from '../../agents/answer';
import type { ToolName } from '../../agents/names';
import { perform } from '../../agents/perform';
import { tools } from '../../agents/tools';
import { errorWords } from '../../agents/words';
import type { Workshop } from '../../agents/workshop';
import type { DataPartApi } from './newer-api';

/** The tools as VS Code's language models call them. */
export class AgentTools {
  readonly #workshop: Workshop;

  constructor(workshop: Workshop) {
    this.#workshop = workshop;
  }

  /** @throws Error with a message for the model */
  async invoke(
    name: ToolName,
    input: unknown,
    token: vscode.CancellationToken,
  ): Promise<vscode.LanguageModelToolResult> {
    const abort = new AbortController();
    const cancellation = token.onCancellationRequested(() => {
      abort.abort();
    });
    try {
      // The person sees the picture while it is painted. VS Code has no place for the progress of a tool.
      const call = { signal: abort.signal, onProgress: () => undefined };
      return resultOf(await perform(name, input, this.#workshop, call));
    } catch (thrown) {
      if (abort.signal.aborted) throw new vscode.CancellationError();
      throw new Error(errorWords(thrown), { cause: thrown });
    } finally {
      cancellation.dispose();
    }
  }

  /** What the person is told, and asked, before a tool is called. */
  prepare(name: ToolName, input: unknown): vscode.PreparedToolInvocation {
    if (name !== 'stylize_image') return { invocationMessage: plain(progressOf(name)) };
    const read = tools.stylize_image.input.safeParse(input);
    // What is wrong with it, the call itself says.
    if (!read.success) return {};
    const { image, styles, output } = read.data;
    const names = styles.map(({ style }) => style).join(', ');
    return {
      invocationMessage: plain(vscode.l10n.t('Painting {0} in the style of {1}', image, names)),
      confirmationMessages: {
        title: vscode.l10n.t('Stylize this picture?'),
        message: plain(
          output === undefined
            ? vscode.l10n.t(
                '{0} is painted in the style of {1}, on this machine, and saved beside it as a new file.',
                image,
                names,
              )
            : vscode.l10n.t(
                '{0} is painted in the style of {1}, on this machine, and saved as {2}.',
                image,
                names,
                output,
              ),
        ),
      },
    };
  }
}

function progressOf(name: Exclude<ToolName, 'stylize_image'>): string {
  switch (name) {
    case 'list_styles':
      return vscode.l10n.t('Listing styles');
    case 'get_run':
      return vscode.l10n.t('Looking how far the picture is');
    case 'compare':
      return vscode.l10n.t('Putting pictures side by side');
  }
}

/**
 * Words of a model, none of which VS Code takes for Markdown. Not by `appendText`: its blanks do not break, and most of a
 * sentence would be beyond the edge of the chat.
 */
const plain = (text: string): vscode.MarkdownString =>
  new vscode.MarkdownString(text.replace(/\s+/g, ' ').replace(/[!-/:-@[-`{-~]/g, '\\$&'));

function resultOf({ text, picture }: Answer): vscode.LanguageModelToolResult {
  const { LanguageModelDataPart } = vscode as unknown as DataPartApi;
  const words = new vscode.LanguageModelTextPart(text);
  if (!picture || !LanguageModelDataPart) return new vscode.LanguageModelToolResult([words]);
  return new vscode.LanguageModelToolResult([
    words,
    LanguageModelDataPart.image(picture.bytes, picture.mimeType),
  ]);
}
