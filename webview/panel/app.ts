import { render } from 'lit';

import type { ChannelClient } from '../../src/channel/channel';
import type { PanelContract, PanelState } from '../../src/contracts/panel';
import { App, patience } from '../shared/app';
import { RunDisplay } from '../shared/runs/run-display';
import { Drafts } from '../shared/values/drafts';
import { Actions } from './actions';
import { watchFocus } from './controls/focus';
import { HoverHelp } from './controls/hover-help';
import { commitEditing, keepSelectAll, revertEditing } from './controls/settled';
import { memorySchema, type Memory } from './memory';
import type { Model } from './model';
import { panel } from './panel';
import { strings } from './strings';
import { translatedState } from './translated-state';

/** Holds the host's state and renders it. */
export class PanelApp extends App<Memory> {
  protected readonly words = strings;
  readonly #host: ChannelClient<PanelContract>;
  readonly #drafts = new Drafts(() => {
    this.render();
  });
  readonly #act: Actions;
  readonly #shown = new RunDisplay(this.announce);
  #state: PanelState | undefined;
  #galleryOpen: boolean | undefined;

  constructor(host: ChannelClient<PanelContract>, root: HTMLElement) {
    super(root, memorySchema);
    this.#host = host;
    this.#act = new Actions(host, this.#drafts, {
      remember: (memory) => {
        this.remember(memory);
      },
      showGallery: (open) => {
        this.#galleryOpen = open;
        this.render();
      },
    });
    new HoverHelp(root);
    keepSelectAll(root);
    const lookForFocus = watchFocus((focus) => {
      this.#act.send('focus', { focus });
    });
    host.on('startTyped', () => {
      commitEditing(document.activeElement);
      this.#act.send('start', {});
      lookForFocus();
    });
    host.on('revertTyping', () => {
      revertEditing(document.activeElement);
      lookForFocus();
    });
    host.on('state', (state) => {
      this.#receiveState(state);
    });
    host.on('progress', (run) => {
      this.#shown.update(run);
      this.render();
    });
  }

  protected async receive(): Promise<void> {
    this.#receiveState(await this.#host.request('ready', {}, patience));
  }

  protected draw(): void {
    const model = this.#model();
    if (!model) return;
    const focused = document.activeElement;
    render(panel(model), this.root);
    restoreFocus(this.root, focused);
  }

  #receiveState(state: PanelState): void {
    this.#announceVariants(this.#state?.variants, state.variants);
    this.#state = translatedState(state);
    this.#shown.show(state.run);
    this.render();
  }

  #announceVariants(before: PanelState['variants'], now: PanelState['variants']): void {
    const done = (view: PanelState['variants']) =>
      view?.entries.filter(({ state }) => state === 'done').length ?? 0;
    if (now && before && done(now) > done(before)) {
      this.announce(strings.variants.announce(done(now), now.entries.length));
    }
  }

  #model(): Model | undefined {
    const state = this.#state;
    if (!state) return undefined;
    return {
      state,
      run: this.#shown.run,
      losses: this.#shown.losses,
      memory: this.memory,
      // Opens by itself while there is a picture but no style, since that is what to choose next.
      galleryOpen:
        this.#galleryOpen ??
        (state.content !== undefined && state.styles.length === 0 && state.recipe?.method !== 'one-pass'),
      drafts: this.#drafts,
      act: this.#act,
    };
  }
}

/**
 * Buttons come and go with the state of runs. When the focused one is removed, the focus moves to a button of the same run,
 * so that the same key can undo a removal. Otherwise it moves to the run bar itself, so that pressing the key once more
 * neither cancels nor starts anything.
 */
function restoreFocus(root: HTMLElement, focused: Element | null): void {
  if (!(focused instanceof HTMLElement) || focused === document.body || focused.isConnected) return;
  const { run } = focused.dataset;
  const ofRun = run === undefined ? null : root.querySelector<HTMLElement>(`[data-run="${CSS.escape(run)}"]`);
  (ofRun ?? root.querySelector<HTMLElement>('footer'))?.focus();
}
