import type { ChannelClient } from '../../src/protocol/channel';
import type { Params, RequestName } from '../../src/protocol/contract';
import type { PanelContract } from '../../src/protocol/panel';
import type { Drafts } from '../shared/drafts';
import type { Memory } from './model';

type Plain = {
  [N in RequestName<PanelContract>]: Record<string, never> extends Params<PanelContract, N> ? N : never;
}[RequestName<PanelContract>];

/** What a person can do in the panel. Nothing here changes what is shown: the host's next state does. */
export class Actions {
  readonly #host: ChannelClient<PanelContract>;
  readonly #drafts: Drafts;
  readonly remember: (memory: Partial<Memory>) => void;
  readonly showGallery: (open: boolean) => void;

  constructor(
    host: ChannelClient<PanelContract>,
    drafts: Drafts,
    view: { remember: (memory: Partial<Memory>) => void; showGallery: (open: boolean) => void },
  ) {
    this.#host = host;
    this.#drafts = drafts;
    this.remember = view.remember;
    this.showGallery = view.showGallery;
  }

  /** Of a request that fails the host has told the person: here it only ends. */
  send<N extends RequestName<PanelContract>>(name: N, params: Params<PanelContract, N>): void {
    this.#host.request(name, params).catch(() => undefined);
  }

  /** A request without parameters, as an event listener. */
  on(name: Plain): () => void {
    return () => {
      this.send(name, {});
    };
  }

  /** A new value of the recipe: shown at once, sent as often as the host can use it. */
  change(key: string, value: unknown): void {
    this.#drafts.set(key, value, () => this.#host.request('change', { key, value }));
  }

  reset(key?: string): void {
    if (key !== undefined) this.#drafts.drop(key);
    this.send('reset', key === undefined ? {} : { key });
  }

  setStyleWeight(index: number, weight: number): void {
    this.#drafts.set(styleKey(index), weight, () => this.#host.request('setStyleWeight', { index, weight }));
  }
}

/** A style's weight among the drafts. */
export const styleKey = (index: number) => `styles.${index}`;
