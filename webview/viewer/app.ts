import { render } from 'lit';

import type { ChannelClient } from '../../src/channel/channel';
import { exactBytes } from '../../src/channel/exact-bytes';
import { formatSize } from '../../src/contracts/amounts';
import type { ViewerContract, ViewerState } from '../../src/contracts/viewer';
import { App, patience } from '../shared/app';
import { Notice } from '../shared/notice';
import { RunDisplay } from '../shared/runs/run-display';
import { isActive } from '../shared/runs/run-status';
import { LoadedPicture, PreviewPicture } from '../shared/stage/picture-source';
import { keyAction, type KeyAction } from './keys';
import { memorySchema, type Memory } from './memory';
import type { Model, ViewerActions } from './model';
import { page } from './page';
import { copyPicture } from './stage/copy';
import { Stage, type Contents } from './stage/stage';
import { referenceLabel, strings } from './strings';

/** Holds the host's state and the loaded pictures, and renders them. */
export class ViewerApp extends App<Memory> {
  protected readonly words = strings;
  readonly #host: ChannelClient<ViewerContract>;
  readonly #preview = new PreviewPicture();
  readonly #result = new LoadedPicture(() => {
    this.render();
  });
  /** What the result is compared with. */
  readonly #reference = new LoadedPicture(() => {
    this.render();
  });
  readonly #stage: Stage;
  readonly #shown = new RunDisplay(this.announce);
  #state: ViewerState | undefined;
  #isHelpOpen = false;
  readonly #notice = new Notice(
    this.announce,
    () => {
      this.render();
    },
    4000,
  );

  constructor(host: ChannelClient<ViewerContract>, root: HTMLElement) {
    super(root, memorySchema);
    this.#host = host;
    // Getters, so that the stage always gets the current values.
    const memory = () => this.memory;
    this.#stage = new Stage({
      get memory() {
        return memory();
      },
      contents: () => this.#contents(),
      remember: (changes) => {
        this.remember(changes);
      },
    });
    host.on('state', (state) => {
      this.#receiveState(state);
    });
    host.on('progress', (run) => {
      this.#shown.update(run);
      this.render();
    });
    host.on('preview', ({ png, iteration }) => {
      void this.#showPreview(exactBytes(png), iteration);
    });
    host.on('compare', ({ comparison }) => {
      this.#act.compare(comparison);
    });
    host.on('copy', () => {
      this.#act.copy();
    });
    window.addEventListener('keydown', (event) => {
      this.#onKey(event);
    });
  }

  protected async receive(): Promise<void> {
    this.#receiveState(await this.#host.request('ready', {}, patience));
  }

  protected draw(): void {
    const model = this.#model();
    if (!model) return;
    render(page(model), this.root);
    void this.#stage.requestPaint();
  }

  readonly #act: ViewerActions = {
    send: (name) => {
      // The host has already reported the error.
      this.#host.request(name, {}).catch(() => undefined);
    },
    compare: (comparison) => {
      const canCompare = this.#contents().reference !== undefined;
      if (comparison === 'result' || canCompare) this.remember({ comparison });
    },
    compareWith: (against) => {
      const { comparison } = this.memory;
      this.remember({ against, comparison: comparison === 'result' ? 'swipe' : comparison });
      this.#loadReference();
    },
    zoomStep: (direction) => {
      this.#stage.step(direction);
    },
    actualSize: () => {
      this.#stage.zoomTo(1);
    },
    fit: () => {
      this.#stage.fit();
    },
    copy: () => {
      void this.#copy();
    },
    showHelp: (open) => {
      this.#isHelpOpen = open;
      this.render();
    },
  };

  #receiveState(state: ViewerState): void {
    this.#state = state;
    if (state.id !== this.memory.id) this.remember({ id: state.id });
    this.#loadReference();
    this.#result.load(state.result);
    this.#shown.show(state.run);
    this.render();
  }

  get #against(): ViewerState['others'][number] | undefined {
    return this.#state?.others.find(({ id }) => id === this.memory.against);
  }

  #loadReference(): void {
    this.#reference.load(this.#against?.uri ?? this.#state?.original);
  }

  async #showPreview(png: Uint8Array<ArrayBuffer>, iteration: number): Promise<void> {
    try {
      await this.#preview.set(png);
      this.render();
      await this.#stage.requestPaint();
    } catch (thrown) {
      console.error(thrown);
    }
    // Even if it could not be drawn, because the host waits for this before it sends the next.
    this.#host.request('drawn', { iteration }).catch(() => undefined);
  }

  #contents(): Contents {
    const state = this.#state;
    const { width, height } = this.#shown.run ?? {};
    const size = width && height ? { width, height } : undefined;
    return {
      reference: this.#reference.drawable,
      referenceLabel: referenceLabel(this.#against),
      // Until the result is loaded, the last preview is shown.
      stylized: (state?.result === undefined ? undefined : this.#result.drawable) ?? this.#preview.drawable,
      size,
      label: strings.picture(state?.name ?? '', size ? formatSize(size.width, size.height) : ''),
    };
  }

  async #copy(): Promise<void> {
    const { stylized } = this.#contents();
    if (!stylized) return;
    try {
      await copyPicture(stylized);
      this.#notice.show(strings.copied);
    } catch {
      this.#notice.show(strings.copyFailed);
    }
  }

  #onKey(event: KeyboardEvent): void {
    // A focused control gets its own keys.
    const target = event.target as Element;
    const isControl = target.closest('button, vscode-button, input') !== null;
    if (isControl && (event.key === ' ' || event.key === 'Enter')) return;
    const action = event.defaultPrevented ? undefined : keyAction(event);
    if (!action) return;
    event.preventDefault();
    this.#perform(action);
  }

  #perform(action: KeyAction): void {
    const act = this.#act;
    switch (action.kind) {
      case 'compare':
        act.compare(action.comparison);
        break;
      case 'zoom':
        act.zoomStep(action.direction);
        break;
      case 'pan':
        this.#stage.panBy(action.x, action.y);
        break;
      case 'actual':
        act.actualSize();
        break;
      case 'fit':
        act.fit();
        break;
      case 'pause':
        if (this.#shown.run?.state === 'running') act.send('pause');
        else if (this.#shown.run?.state === 'paused') act.send('resume');
        break;
      case 'help':
        act.showHelp(!this.#isHelpOpen);
        break;
      case 'close':
        act.showHelp(false);
    }
  }

  #model(): Model | undefined {
    const state = this.#state;
    if (!state) return undefined;
    const { reference, stylized } = this.#contents();
    return {
      state,
      run: this.#shown.run,
      losses: this.#shown.losses,
      comparison: this.memory.comparison,
      against: this.#against,
      canCompare: reference !== undefined && stylized !== undefined,
      canCopy: stylized !== undefined,
      message: stylized ? undefined : this.#message(state),
      isFitted: this.memory.view === 'fit',
      zoom: this.#stage.zoom,
      isHelpOpen: this.#isHelpOpen,
      notice: this.#notice.text,
      stage: this.#stage.element,
      act: this.#act,
    };
  }

  /** Why there is no picture yet. */
  #message(state: ViewerState): string | undefined {
    if (this.#result.hasFailed) return strings.unreadable;
    if (state.result !== undefined) return undefined;
    if (isActive(this.#shown.run)) return strings.waiting;
    return this.#reference.drawable ? strings.onlyOriginal : strings.noPicture;
  }
}
