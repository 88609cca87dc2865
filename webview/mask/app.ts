import { render } from 'lit';

import type { ChannelClient } from '../../src/channel/channel';
import { StylizeError } from '../../src/channel/errors';
import { exactBytes } from '../../src/channel/exact-bytes';
import type { MaskEditorContract, MaskEditorState } from '../../src/contracts/mask-editor';
import { App, patience } from '../shared/app';
import { errorInWords, translated } from '../shared/language';
import { Notice } from '../shared/notice';
import { LoadedPicture } from '../shared/stage/picture-source';
import type { Point } from '../shared/stage/view';
import { formatPercent } from '../shared/values/format';
import { clamp } from '../shared/values/slider-scale';
import { diameters, memorySchema, type Memory } from './memory';
import type { MaskActions, Model, StyleView } from './model';
import { page } from './page';
import { readMaskPicture } from './painting/mask-picture';
import { encodePng } from './painting/png';
import { Work } from './painting/work';
import { Stage, type Scene } from './stage';
import { strings } from './strings';
import { listenToKeys } from './toolbar/keyboard';
import type { KeyAction } from './toolbar/keys';

/** Holds the host's state and the painted masks, and renders them. */
export class MaskApp extends App<Memory> {
  protected readonly words = strings;
  readonly #host: ChannelClient<MaskEditorContract>;
  readonly #picture = new LoadedPicture(() => {
    this.#receivePicture();
  });
  readonly #stage: Stage;
  #state: MaskEditorState | undefined;
  #work: Work | undefined;
  /** Whether Alt makes the brush an eraser just now. */
  #isAlt = false;
  #isHelpOpen = false;
  readonly #notice = new Notice(
    this.announce,
    () => {
      this.render();
    },
    8000,
  );

  constructor(host: ChannelClient<MaskEditorContract>, root: HTMLElement) {
    super(root, memorySchema);
    this.#host = host;
    this.#stage = new Stage({
      scene: () => this.#scene(),
      begin: (at, erases) => {
        this.#begin(at, erases);
      },
      moveTo: (at) => {
        this.#moveTo(at);
      },
      end: () => {
        this.#end();
      },
      cancel: () => {
        if (this.#work?.drawing.end() !== undefined) this.#work.drawing.undo();
      },
      resizeBrush: (factor) => {
        this.#resizeBrush(factor);
      },
      onView: () => {
        this.render();
      },
    });
    host.on('state', (state) => {
      this.#receiveState(state);
    });
    host.on('select', ({ style }) => {
      this.#act.choose(style);
    });
    listenToKeys({
      perform: (action) => {
        this.#perform(action);
      },
      holdAlt: (held) => {
        this.#isAlt = held;
        this.render();
      },
      holdSpace: (held) => {
        this.#stage.pans = held;
      },
    });
    window.addEventListener('pagehide', () => {
      this.#work?.sync.flush();
    });
  }

  protected async receive(): Promise<void> {
    const { state, style } = await this.#host.request('ready', {}, patience);
    if (style !== undefined) this.remember({ style });
    this.#receiveState(state);
  }

  protected draw(): void {
    if (!this.#state) return;
    render(page(this.#model(this.#state)), this.root);
    this.#stage.requestPaint();
  }

  readonly #act: MaskActions = {
    choose: (style) => {
      this.#end();
      this.remember({ style });
    },
    remember: (memory) => {
      this.remember(memory);
    },
    undo: () => {
      this.#step('undo');
    },
    redo: () => {
      this.#step('redo');
    },
    fill: () => {
      this.#change(() => 255);
    },
    clear: () => {
      this.#change(() => 0);
    },
    invert: () => {
      this.#change((value) => 255 - value);
    },
    load: () => {
      void this.#load();
    },
    saveAs: () => {
      void this.#saveAs();
    },
    setColor: (color) => {
      const style = this.#style;
      if (style === undefined) return;
      this.#host.request('setColor', { style, ...(color !== undefined && { color }) }).catch(() => undefined);
    },
    showPanel: () => {
      // The host has already reported the error.
      this.#host.request('showPanel', {}).catch(() => undefined);
    },
    zoomStep: (direction) => {
      this.#stage.step(direction);
    },
    actualSize: () => {
      this.#stage.actualSize();
    },
    fit: () => {
      this.#stage.fit();
    },
    showHelp: (open) => {
      this.#isHelpOpen = open;
      this.render();
    },
  };

  #receiveState(state: MaskEditorState): void {
    const isOther = state.content?.uri !== this.#state?.content?.uri;
    this.#state = state;
    if (isOther) {
      this.#work?.sync.flush();
      this.#work = undefined;
    }
    this.#picture.load(state.content?.shown);
    this.#receivePicture();
  }

  /** Starts with a newly loaded picture, or continues with changed styles. */
  #receivePicture(): void {
    const { content, styles = [] } = this.#state ?? {};
    const { drawable } = this.#picture;
    if (!this.#work && content && drawable && content.shown === this.#picture.drawableUri) {
      this.#work = new Work({
        host: this.#host,
        content: content.uri,
        picture: drawable,
        onPixels: this.#stage.requestPaint,
        onProblem: (thrown) => {
          this.#notice.show(errorInWords(StylizeError.from(thrown)).message);
        },
      });
    }
    this.#work?.receive(styles);
    this.render();
  }

  /** The address of the style that is painted. */
  get #style(): string | undefined {
    const styles = this.#state?.styles ?? [];
    return (styles.find(({ uri }) => uri === this.memory.style) ?? styles[0])?.uri;
  }

  get #erases(): boolean {
    return this.#isAlt || this.memory.tool === 'eraser';
  }

  /** The longer side of the picture, in pixels. */
  get #length(): number {
    const { width, height } = this.#work?.picture ?? { width: 0, height: 0 };
    return Math.max(width, height);
  }

  #begin(at: Point, erases = false): void {
    const style = this.#style;
    if (!this.#work || style === undefined) return;
    const { drawing, scale } = this.#work;
    const { diameter, hardness } = this.memory;
    const brush = {
      diameter: Math.max(1, diameter * this.#length * scale),
      hardness,
      erases: erases || this.#erases,
    };
    drawing.begin(style, brush, { x: at.x * scale, y: at.y * scale });
  }

  #moveTo(at: Point): void {
    const { drawing, scale = 1 } = this.#work ?? {};
    drawing?.moveTo({ x: at.x * scale, y: at.y * scale });
  }

  #end(): void {
    const style = this.#work?.drawing.end();
    if (style !== undefined) this.#changed(style);
    else this.render();
  }

  #change(change: (value: number) => number): void {
    const style = this.#style;
    if (!this.#work || style === undefined) return;
    this.#work.drawing.change(style, change);
    this.#changed(style);
  }

  #step(direction: 'undo' | 'redo'): void {
    this.#end();
    const style = this.#work?.drawing[direction]();
    if (style === undefined) return;
    this.remember({ style });
    this.#changed(style);
  }

  /** A style's mask has changed: sends it to the host, and announces how much it covers. */
  #changed(style: string): void {
    this.#work?.sync.changed(style);
    const view = this.#styleViews().find(({ uri }) => uri === style);
    if (view) this.announce(describe(view));
    this.render();
  }

  async #load(): Promise<void> {
    const [work, style] = [this.#work, this.#style];
    if (!work || style === undefined) return;
    try {
      const { name = '', bytes } = await this.#host.request('load', {});
      if (!bytes || work !== this.#work) return;
      work.drawing.replace(style, await readMaskPicture(name, exactBytes(bytes), work.drawing.size));
      this.#changed(style);
      this.#notice.show(strings.loaded(name));
    } catch (thrown) {
      this.#notice.show(errorInWords(StylizeError.from(thrown)).message);
    }
  }

  async #saveAs(): Promise<void> {
    const [work, style] = [this.#work, this.#style];
    if (!work || style === undefined) return;
    const png = await encodePng(work.drawing.mask(style));
    // The host has already reported the error.
    await this.#host.request('saveAs', { content: work.content, style, png }).catch(() => undefined);
  }

  #resizeBrush(factor: number): void {
    const { minimum, maximum } = diameters;
    this.remember({ diameter: clamp(this.memory.diameter * factor, minimum, maximum) });
  }

  #perform(action: KeyAction): void {
    const act = this.#act;
    switch (action.kind) {
      case 'tool':
        act.remember({ tool: action.tool });
        break;
      case 'size':
        this.#resizeBrush(action.factor);
        break;
      case 'hardness':
        act.remember({ hardness: clamp(this.memory.hardness + action.change, 0, 1) });
        break;
      case 'move':
        this.#moveBrush(action.x, action.y);
        break;
      case 'zoom':
        act.zoomStep(action.direction);
        break;
      case 'stroke':
        this.#toggleStroke();
        break;
      case 'lift':
        if (this.#work?.drawing.isDrawing) this.#toggleStroke();
        else act.showHelp(false);
        break;
      case 'next':
        this.#chooseNext();
        break;
      case 'actual':
        act.actualSize();
        break;
      case 'help':
        act.showHelp(!this.#isHelpOpen);
        break;
      default:
        act[action.kind]();
    }
  }

  /** By so many diameters. */
  #moveBrush(x: number, y: number): void {
    if (!this.#work) return;
    const { width, height } = this.#work.picture;
    const step = Math.max(1, this.memory.diameter * this.#length);
    const at = this.#stage.moveBrush(x * step, y * step);
    this.#moveTo(at);
    this.announce(strings.brushAt(formatPercent(at.x / width), formatPercent(at.y / height)));
  }

  #toggleStroke(): void {
    if (!this.#work) return;
    if (this.#work.drawing.isDrawing) {
      this.#end();
      return;
    }
    this.#begin(this.#stage.brushAt);
    this.#stage.moveBrush(0, 0);
    this.announce(strings.brushDown);
  }

  #chooseNext(): void {
    const views = this.#styleViews();
    const index = views.findIndex(({ uri }) => uri === this.#style);
    const next = views[(index + 1) % views.length];
    if (!next) return;
    this.#act.choose(next.uri);
    this.announce(describe(next));
  }

  #styleViews(): readonly StyleView[] {
    return (this.#state?.styles ?? []).map(({ uri, name, thumbnail, color }) => ({
      uri,
      name: translated(name),
      thumbnail,
      color,
      coverage: this.#work?.coverage(uri),
    }));
  }

  #model(state: MaskEditorState): Model {
    const styles = this.#styleViews();
    return {
      content: state.content,
      styles,
      style: styles.find(({ uri }) => uri === this.#style),
      length: this.#work && this.#length,
      memory: this.memory,
      erases: this.#erases,
      canUndo: this.#work?.drawing.canUndo ?? false,
      canRedo: this.#work?.drawing.canRedo ?? false,
      zoom: this.#stage.zoom,
      isFitted: this.#stage.isFitted,
      message: this.#message(state),
      notice: this.#notice.text,
      isHelpOpen: this.#isHelpOpen,
      stage: this.#stage.element,
      act: this.#act,
    };
  }

  /** Why nothing can be painted. */
  #message({ content, styles }: MaskEditorState): string | undefined {
    if (!content) return strings.noContent;
    if (!content.canBeShown) return strings.notShown(content.name);
    if (this.#picture.hasFailed) return strings.unreadable;
    if (!this.#work) return strings.waiting;
    return styles.length === 0 ? strings.noStyle : undefined;
  }

  #scene(): Scene | undefined {
    const work = this.#work;
    const picture = this.#picture.drawable;
    if (!work || !picture) return undefined;
    const styles = this.#styleViews();
    const chosen = styles.find(({ uri }) => uri === this.#style);
    const { isDrawing } = work.drawing;
    return {
      picture,
      overlays: () =>
        styles.flatMap(({ uri }) => {
          const image = work.overlay(uri);
          return image ? [{ image, opacity: uri === chosen?.uri ? 0.6 : 0.3 }] : [];
        }),
      label: chosen ? strings.picture(chosen.name, this.#state?.content?.name ?? '', percentOf(chosen)) : '',
      brush: { diameter: this.memory.diameter * this.#length, erases: this.#erases, isDown: isDrawing },
    };
  }
}

const percentOf = ({ coverage }: StyleView) => (coverage === undefined ? undefined : formatPercent(coverage));

const describe = (view: StyleView) => strings.style(view.name, percentOf(view));
