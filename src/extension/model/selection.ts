import * as z from 'zod';

import { Listeners } from '../../client/listeners';
import { deviceIds, type DeviceId } from '../../protocol/engine';
import { StylizeError } from '../../protocol/errors';
import { mostStyles } from '../../protocol/most-styles';
import type { Changes } from './recipe-changes';

export const pictureSchema = z.object({
  /** Where it is, in VS Code's terms: it need not be a file. */
  uri: z.string(),
  name: z.string(),
});
export type Picture = z.infer<typeof pictureSchema>;

export const styleSchema = pictureSchema.extend({
  weight: z.number().min(0).max(1),
  /** The picture of the region that it is kept to, in the content picture of this address and in no other. */
  mask: z.object({ uri: z.string(), content: z.string() }).optional(),
});
export type StyleChoice = z.infer<typeof styleSchema>;

export const choicesSchema = z.object({
  content: pictureSchema.optional(),
  styles: z
    .array(styleSchema)
    .max(mostStyles)
    .refine((styles) => new Set(styles.map(({ uri }) => uri)).size === styles.length, 'each style once'),
  recipe: z.string().min(1),
  changes: z.record(z.string(), z.unknown()),
  device: z.enum(['auto', ...deviceIds]),
});
/** Everything that decides a run. */
export type Choices = z.infer<typeof choicesSchema>;

/** Values that outlive the window. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const memoryKey = 'selection';

/** What the person has chosen so far. Remembered, so that it is there again after the window was closed. */
export class Selection {
  readonly #memory: Memory;
  readonly #changed: Listeners<void>;
  #choices: Choices;

  constructor(
    memory: Memory,
    initial: Pick<Choices, 'recipe' | 'device'>,
    onError: (thrown: unknown) => void,
  ) {
    this.#memory = memory;
    this.#changed = new Listeners(onError);
    const remembered = choicesSchema.safeParse(memory.get(memoryKey));
    this.#choices = remembered.success ? remembered.data : { styles: [], changes: {}, ...initial };
  }

  get choices(): Choices {
    return this.#choices;
  }

  /** Whether there is all that a run needs. */
  get isComplete(): boolean {
    return this.#choices.content !== undefined && this.#choices.styles.length > 0;
  }

  onChange(listener: () => void): () => void {
    return this.#changed.add(listener);
  }

  setContent(content: Picture): void {
    this.#set({ content });
  }

  /** Adds a style; the one that is there already is not added twice. */
  addStyle(picture: Picture): void {
    const { styles } = this.#choices;
    if (styles.some(({ uri }) => uri === picture.uri)) return;
    if (styles.length >= mostStyles) {
      throw new StylizeError('usage', `At most ${mostStyles} styles can be mixed.`, {
        hint: 'Remove one before you add another.',
      });
    }
    this.#set({ styles: [...styles, { ...picture, weight: 1 }] });
  }

  setStyles(styles: readonly StyleChoice[]): void {
    this.#set({ styles: [...styles] });
  }

  removeStyle(index: number): void {
    this.#set({ styles: this.#choices.styles.filter((_, other) => other !== index) });
  }

  setStyleWeight(index: number, weight: number): void {
    const styles = this.#choices.styles.map((style, other) =>
      other === index ? { ...style, weight } : style,
    );
    this.#set({ styles });
  }

  /** Of the style of this address, if it is still there. */
  setMask(style: string, mask: StyleChoice['mask']): void {
    const styles = this.#choices.styles.map(({ mask: before, ...other }) => {
      const kept = other.uri === style ? mask : before;
      return { ...other, ...(kept && { mask: kept }) };
    });
    this.#set({ styles });
  }

  /** Another recipe: what was changed in the one before is forgotten. */
  setRecipe(recipe: string): void {
    if (recipe !== this.#choices.recipe) this.#set({ recipe, changes: {} });
  }

  setChanges(changes: Changes): void {
    this.#set({ changes });
  }

  setDevice(device: 'auto' | DeviceId): void {
    this.#set({ device });
  }

  /** Takes over everything that decided another run. */
  use(choices: Choices): void {
    this.#set(choices);
  }

  /** @throws ZodError for choices that the panel could not show: they may come out of a stranger's picture */
  #set(changes: Partial<Choices>): void {
    this.#choices = choicesSchema.parse({ ...this.#choices, ...changes });
    void this.#memory.update(memoryKey, this.#choices);
    this.#changed.tell();
  }
}
