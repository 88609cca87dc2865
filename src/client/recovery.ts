import { StylizeError } from '../channel/errors';
import * as l10n from '../channel/l10n';
import type { Limits, ResumeRequest, RunRequest } from '../contracts/engine';
import type { RunEventData } from './run-handle';

/** A run that an engine is asked for: from its beginning, or from a checkpoint. */
export type RunOrder =
  | { readonly name: 'run'; readonly params: RunRequest }
  | { readonly name: 'resume'; readonly params: ResumeRequest };

/** What has become of the engine that painted. */
export type Loss =
  /** It was killed, or has said that there was no memory. */
  | 'memory'
  /** The device does not answer any more. */
  | 'device'
  | 'crash'
  /** It did not answer any more and was killed. */
  | 'silence';

/** So often in a row, without getting any further. */
export const defaultRecoveries = 3;
/** A run that needs less than this share of its budget was hardly killed for its memory. */
const suspiciousShare = 0.25;

const causes: Readonly<Record<Loss, l10n.Words>> = {
  memory: l10n.t`The engine was lost, probably because memory ran out.`,
  device: l10n.t`The device was lost.`,
  crash: l10n.t`The engine crashed.`,
  silence: l10n.t`The engine no longer answered and was ended.`,
};

/**
 * Decides how a run goes on whose engine was lost: from its newest checkpoint, or once from the beginning; after a want of
 * memory with less of it, then on the processor.
 */
export class Recovery {
  readonly #most: number;
  #order: RunOrder;
  #device: string | undefined;
  #needed: number | undefined;
  #budget: number | undefined;
  #checkpoint: RunEventData<'checkpoint'> | undefined;
  #hasBegunAgain = false;
  /** In a row. */
  #losses: Loss[] = [];

  constructor(order: RunOrder, most = defaultRecoveries) {
    this.#order = order;
    this.#most = most;
  }

  planned({ device, estimate: { bytes, budget } }: RunEventData<'planned'>): void {
    this.#device = device;
    this.#needed = bytes;
    this.#budget = budget;
  }

  checkpointed(checkpoint: RunEventData<'checkpoint'>): void {
    if (this.#checkpoint && checkpoint.iteration > this.#checkpoint.iteration) this.#losses = [];
    this.#checkpoint = checkpoint;
  }

  /**
   * @param runtime the one that the run goes on on, where that is another
   * @returns what to ask of the next engine, and the sentence to say; undefined when that is of no use
   */
  after(loss: Loss, runtime?: string): { order: RunOrder; message: l10n.Words } | undefined {
    if (this.#losses.length >= this.#most) return undefined;
    if (!this.#checkpoint && this.#hasBegunAgain) return undefined;
    const change = this.#change(loss);
    if (!change) return undefined;
    this.#losses.push(loss);
    const { params } = this.#order;
    const { device = params.device, memoryBytes } = change;
    const limits: Limits | undefined =
      memoryBytes === undefined ? params.limits : { ...params.limits, memoryBytes };
    const changed = { ...(device && { device }), ...(limits && { limits }) };
    this.#order = this.#next(changed);
    const how = l10n.joined(
      ', ',
      this.#checkpoint
        ? l10n.t`The run goes on from iteration ${this.#checkpoint.iteration}`
        : l10n.t`The run starts over`,
      memoryBytes === undefined ? undefined : l10n.t`in ${(memoryBytes / 1e9).toFixed(1)} GB of memory`,
      change.device === undefined ? undefined : l10n.t`on the processor`,
      runtime === undefined ? undefined : l10n.t`on ${runtime}`,
    );
    return { order: this.#order, message: l10n.sentences(causes[loss], l10n.t`${how}.`) };
  }

  #next(changed: Pick<ResumeRequest, 'device' | 'limits'>): RunOrder {
    const order = this.#order;
    if (!this.#checkpoint) {
      this.#hasBegunAgain = true;
      return { ...order, params: { ...order.params, ...changed } } as RunOrder;
    }
    const { id } = this.#checkpoint;
    const { run, preview } = order.params;
    return { name: 'resume', params: { run, id, ...(preview && { preview }), ...changed } };
  }

  /** What to do otherwise; undefined when nothing is left to try. */
  #change(loss: Loss): { device?: 'cpu'; memoryBytes?: number } | undefined {
    const before = this.#losses.filter((other) => other === loss).length;
    const isOnProcessor = this.#device === 'cpu';
    const toProcessor = isOnProcessor ? undefined : ({ device: 'cpu' } as const);
    switch (loss) {
      case 'memory': {
        const { memoryBytes } = this.#order.params.limits ?? {};
        const budget = memoryBytes ?? this.#budget ?? Infinity;
        const needed = this.#needed ?? Infinity;
        if (before === 0 && needed < suspiciousShare * budget) return {};
        if (before >= 2) return toProcessor;
        const bytes = Math.floor(Math.min(needed, budget) / 2);
        return Number.isFinite(bytes) ? { memoryBytes: bytes } : {};
      }
      case 'device':
        return toProcessor ?? {};
      case 'crash':
      case 'silence':
        return before === 0 ? {} : (toProcessor ?? {});
    }
  }
}

/** What the error of a run says about its engine; undefined for one that another engine would run into as well. */
export function lossOf(thrown: unknown): Loss | undefined {
  const { code, message } = StylizeError.from(thrown);
  if (code === 'out-of-memory') return 'memory';
  // A device that does not work from the start is no loss.
  return code === 'device-unavailable' && message.startsWith('The computation failed') ? 'device' : undefined;
}
