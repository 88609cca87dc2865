import type { ChannelClient } from '../../src/channel/channel';
import type { Params, RequestName } from '../../src/channel/contract';
import type { PanelContract } from '../../src/contracts/panel';
import { withShare } from '../../src/recipe/styles';
import type { Drafts } from '../shared/values/drafts';
import type { Memory } from './memory';

type Plain = {
  [N in RequestName<PanelContract>]: Record<string, never> extends Params<PanelContract, N> ? N : never;
}[RequestName<PanelContract>];

/** Requests about one run. */
type OfRun = {
  [N in RequestName<PanelContract>]: { id: string } extends Params<PanelContract, N>
    ? Record<string, never> extends Params<PanelContract, N>
      ? never
      : N
    : never;
}[RequestName<PanelContract>];

/** What a person can do in the panel. The panel changes only when the host sends its next state. */
export class Actions {
  readonly #host: ChannelClient<PanelContract>;
  readonly #drafts: Drafts;
  /** The slider that is dragged, and the weights before. */
  #mix: { readonly uri: string; readonly weights: Mix } | undefined;
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

  /** Ignores errors, because the host has already reported them. */
  send<N extends RequestName<PanelContract>>(name: N, params: Params<PanelContract, N>): void {
    this.#host.request(name, params).catch(() => undefined);
  }

  /** A request without parameters, as an event listener. */
  on(name: Plain): () => void {
    return () => {
      this.send(name, {});
    };
  }

  /** A request about a run, as an event listener. */
  onRun(name: OfRun, id: string): () => void {
    return () => {
      this.#host.request(name, { id }).catch(() => undefined);
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

  /** Changes a style's share of the mix. The others keep their ratio during a drag, even through 0. */
  setShare(uri: string, share: number, weights: Mix): void {
    if (this.#mix?.uri !== uri) this.#mix = { uri, weights };
    const uris = Object.keys(this.#mix.weights);
    const shares = withShare(Object.values(this.#mix.weights), uris.indexOf(uri), share);
    const mix: Mix = Object.fromEntries(uris.map((uri, index) => [uri, shares[index]!]));
    this.#drafts.set(mixKey, mix, () => this.#host.request('setMix', { uri, weights: mix }));
  }

  /** The slider was released. */
  endShare(): void {
    this.#mix = undefined;
  }
}

/** Weights of styles, by their addresses. */
export type Mix = Readonly<Record<string, number>>;

/** The drafts' key of the mix. */
export const mixKey = 'mix';
