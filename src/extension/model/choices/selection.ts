import * as z from 'zod';

import { StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import type { Clock } from '../../../client/clock';
import { Listeners } from '../../../client/listeners';
import type { DeviceId } from '../../../contracts/engine';
import { mostStyles } from '../../../recipe/styles';
import type { Changes } from '../../../recipe/values/changes';
import type { Memory } from '../memory';
import { changesSchema, choicesSchema, type Choices, type Picture, type StyleChoice } from './choices';
import { masksOf, paintedMaskSchema, putMask, withMasks, type MaskBook } from './mask-book';
import { UndoHistory } from './undo-history';

/** Everything that the person has made, whether it is chosen now or not. Immutable. */
interface Chosen {
  readonly choices: Choices;
  readonly masks: MaskBook;
  /** Changes of the recipes that are not chosen now, by recipe name. */
  readonly otherChanges: Readonly<Record<string, Changes>>;
}

const memoryKeys = { choices: 'selection', masks: 'masks', otherChanges: 'otherChanges' } as const;

/**
 * What the person has chosen so far. It is kept for the next window, and every change can be undone.
 */
export class Selection {
  readonly #memory: Memory;
  readonly #onError: (thrown: unknown) => void;
  readonly #changed: Listeners<void>;
  readonly #steps: UndoHistory<Chosen>;
  #chosen: Chosen;
  #batch: readonly Picture[] = [];

  constructor(
    memory: Memory,
    initial: Pick<Choices, 'recipe' | 'device'>,
    { clock, onError }: { readonly clock: Clock; readonly onError: (thrown: unknown) => void },
  ) {
    this.#memory = memory;
    this.#onError = onError;
    this.#changed = new Listeners(onError);
    this.#steps = new UndoHistory(clock);
    this.#chosen = remembered(memory, initial);
  }

  get choices(): Choices {
    return this.#chosen.choices;
  }

  /** Every painted mask, including those of pictures and styles that are not chosen now. */
  get masks(): MaskBook {
    return this.#chosen.masks;
  }

  /** The pictures of a batch, the content first; empty for a single picture. */
  get batch(): readonly Picture[] {
    return this.#batch[0]?.uri === this.choices.content?.uri ? this.#batch : [];
  }

  /** Whether everything is chosen that a run needs. */
  get isComplete(): boolean {
    return this.choices.content !== undefined && this.choices.styles.length > 0;
  }

  get canUndo(): boolean {
    return this.#steps.canUndo;
  }

  get canRedo(): boolean {
    return this.#steps.canRedo;
  }

  onChange(listener: () => void): () => void {
    return this.#changed.add(listener);
  }

  setContent(content: Picture): void {
    this.setContents([content]);
  }

  /** Chooses pictures that are painted with the same settings. A single one is not a batch. */
  setContents(contents: readonly Picture[]): void {
    const [content] = contents;
    this.#batch = contents.length > 1 ? contents : [];
    if (content) this.#choose({ content });
    this.#changed.emit();
  }

  /** Adds a style with the mean weight of the others, unless it is already there. */
  addStyle(picture: Picture): void {
    const { styles } = this.choices;
    if (styles.some(({ uri }) => uri === picture.uri)) return;
    if (styles.length >= mostStyles) {
      throw new StylizeError('usage', l10n.t`At most ${mostStyles} styles can be mixed.`, {
        hint: l10n.t`Remove one before you add another.`,
      });
    }
    const sum = styles.reduce((total, style) => total + style.weight, 0);
    this.#choose({ styles: [...styles, { ...picture, weight: sum > 0 ? sum / styles.length : 1 }] });
  }

  setStyles(styles: readonly StyleChoice[]): void {
    this.#choose({ styles: [...styles] });
  }

  removeStyle(uri: string): void {
    this.#choose({ styles: this.choices.styles.filter((style) => style.uri !== uri) });
  }

  /** Sets weights of styles, by their addresses. `changed` is the style whose weight the person changed. */
  setMix(weights: Readonly<Record<string, number>>, changed?: string): void {
    const styles = this.choices.styles.map((style) => ({
      ...style,
      weight: weights[style.uri] ?? style.weight,
    }));
    this.#choose({ styles }, changed === undefined ? undefined : `mix ${changed}`);
  }

  /** Sets the mask of a style for a content picture, whether they are chosen or not; undefined removes it. */
  setMask(content: string, style: string, mask: string | undefined): void {
    const masks = putMask(this.masks, { content, style }, mask);
    this.#set({ masks }, `mask ${content} ${style}`);
  }

  /**
   * Chooses another recipe. Changes of the previous one are kept for when it is chosen again.
   *
   * @param changesOf decides its changes from its own earlier ones and those of the previous recipe
   */
  setRecipe(recipe: string, changesOf: (remembered: Changes, current: Changes) => Changes): void {
    const { choices, otherChanges } = this.#chosen;
    if (recipe === choices.recipe) return;
    const { [recipe]: again = {}, ...others } = otherChanges;
    this.#set({
      choices: { ...choices, recipe, changes: changesOf(again, choices.changes) },
      otherChanges: { ...others, [choices.recipe]: choices.changes },
    });
  }

  /** @param gesture what is being changed, if it changes gradually */
  setChanges(changes: Changes, gesture?: string): void {
    this.#choose({ changes }, gesture);
  }

  setDevice(device: 'auto' | DeviceId): void {
    this.#choose({ device });
  }

  /** Takes over all choices of another run, with its masks. */
  use(choices: Choices): void {
    const { otherChanges, choices: before } = this.#chosen;
    const isOther = choices.recipe !== before.recipe;
    this.#set({
      choices,
      masks: masksOf(choices, this.masks),
      ...(isOther && { otherChanges: { ...otherChanges, [before.recipe]: before.changes } }),
    });
  }

  /** Returns whether there was something to undo. */
  undo(): boolean {
    return this.#return(this.#steps.undo(this.#chosen));
  }

  redo(): boolean {
    return this.#return(this.#steps.redo(this.#chosen));
  }

  #choose(changes: Partial<Choices>, gesture?: string): void {
    this.#set({ choices: { ...this.choices, ...changes } }, gesture);
  }

  /** @throws ZodError for choices that the panel could not show: they may come from a stranger's picture */
  #set(changes: Partial<Chosen>, gesture?: string): void {
    const next = { ...this.#chosen, ...changes };
    const chosen = { ...next, choices: choicesSchema.parse(withMasks(next.choices, next.masks)) };
    if (JSON.stringify(chosen) === JSON.stringify(this.#chosen)) return;
    this.#steps.record(this.#chosen, gesture);
    this.#put(chosen);
  }

  #return(chosen: Chosen | undefined): boolean {
    if (chosen) this.#put(chosen);
    return chosen !== undefined;
  }

  #put(chosen: Chosen): void {
    const before = this.#chosen;
    this.#chosen = chosen;
    try {
      for (const part of ['choices', 'masks', 'otherChanges'] as const) {
        if (chosen[part] !== before[part]) this.#memory.update(memoryKeys[part], chosen[part]);
      }
    } catch (thrown) {
      this.#onError(thrown);
    }
    this.#changed.emit();
  }
}

/** Reads each part separately, so that a damaged one does not lose the others. */
function remembered(memory: Memory, initial: Pick<Choices, 'recipe' | 'device'>): Chosen {
  const part = <T>(key: keyof typeof memoryKeys, schema: z.ZodType<T>, otherwise: T): T => {
    const read = schema.safeParse(memory.get(memoryKeys[key]));
    return read.success ? read.data : otherwise;
  };
  const choices = part('choices', choicesSchema, { styles: [], changes: {}, ...initial });
  const book: MaskBook = part('masks', z.array(paintedMaskSchema), []);
  // Choices stored before there was a book.
  const masks = choices.styles.reduce<MaskBook>(
    (all, { uri: style, mask }) => (mask ? putMask(all, { content: mask.content, style }, mask.uri) : all),
    book,
  );
  return {
    choices: choicesSchema.parse(withMasks(choices, masks)),
    masks,
    otherChanges: part('otherChanges', z.record(z.string(), changesSchema), {}),
  };
}
