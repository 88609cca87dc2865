import { html, render, type TemplateResult } from 'lit';
import type * as z from 'zod';

import { connectClient, type ChannelClient } from '../../src/channel/channel';
import type { Contract } from '../../src/channel/contract';
import { StylizeError } from '../../src/channel/errors';
import { icons } from './icons';
import { errorInWords } from './language';
import { createLiveRegion } from './notice';
import { hostPort, viewMemory } from './port';

/** What the apps of all webviews do alike: ask the host for the state, remember, announce, render. */
export abstract class App<Memory extends object> {
  protected readonly root: HTMLElement;
  /** What this webview keeps for itself, such as open sections and zoom. */
  protected memory: Readonly<Memory>;
  protected readonly announce = createLiveRegion();
  /** With the next frame. */
  protected readonly render = onceAFrame(() => {
    this.draw();
  });

  constructor(root: HTMLElement, memory: z.ZodType<Memory>) {
    this.root = root;
    this.memory = memory.parse(viewMemory.read() ?? {});
  }

  /** Shows what the host answers, or why it does not, with a button to try again. */
  async load(): Promise<void> {
    try {
      await this.receive();
    } catch (thrown) {
      render(
        failure(StylizeError.from(thrown), this.words, () => void this.load()),
        this.root,
      );
    }
  }

  protected abstract readonly words: { readonly failedToLoad: string; readonly retry: string };

  /** Asks the host for everything that is to be shown. */
  protected abstract receive(): Promise<void>;

  protected abstract draw(): void;

  protected remember(changes: Partial<Memory>): void {
    this.memory = { ...this.memory, ...changes };
    viewMemory.write(this.memory);
    this.render();
  }
}

/** How long the host may take for its first answer. */
export const patience = { timeoutMilliseconds: 20_000 };

/** Connects the page to its host and shows an app in it. */
export function start<C extends Contract>(
  contract: C,
  create: (host: ChannelClient<C>, root: HTMLElement) => Pick<App<object>, 'load'>,
): void {
  const root = document.createElement('div');
  root.id = 'app';
  document.body.append(root);
  const host = connectClient(contract, hostPort, {
    onProblem: (problem) => {
      console.error(problem);
    },
  });
  void create(host, root).load();
}

/** A function that renders with the next frame, once, however often it is called until then. */
export function onceAFrame(render: () => void): () => void {
  let isPlanned = false;
  return () => {
    if (isPlanned) return;
    isPlanned = true;
    requestAnimationFrame(() => {
      isPlanned = false;
      render();
    });
  };
}

function failure(error: StylizeError, words: App<object>['words'], onRetry: () => void): TemplateResult {
  return html`<main>
    <div class="notice error" role="alert">
      ${icons.error}
      <div>
        <div class="notice-text">${words.failedToLoad} ${errorInWords(error).message}</div>
        <button type="button" class="link" @click=${onRetry}>${words.retry}</button>
      </div>
    </div>
  </main>`;
}
