import isEqual from 'fast-deep-equal';
import * as z from 'zod';

import { StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import { Listeners } from '../../../client/listeners';
import type { Memory } from '../memory';
import { changesSchema, type Choices } from './choices';

export const presetSchema = z.object({
  name: z.string().min(1),
  /** The recipe that it changes. */
  recipe: z.string().min(1),
  changes: changesSchema,
});
/** Settings that the person has given a name. */
export type Preset = z.infer<typeof presetSchema>;

type Settings = Pick<Choices, 'recipe' | 'changes'>;

const memoryKey = 'presets';

/** The person's presets. Read each time, since another window may have changed them. */
export class Presets {
  readonly #memory: Memory;
  readonly #changed: Listeners<void>;

  constructor(memory: Memory, onError: (thrown: unknown) => void) {
    this.#memory = memory;
    this.#changed = new Listeners(onError);
  }

  /** By name. */
  get all(): readonly Preset[] {
    const read = z.array(z.unknown()).safeParse(this.#memory.get(memoryKey));
    // A damaged one does not lose the others.
    return (read.data ?? []).flatMap((entry) => presetSchema.safeParse(entry).data ?? []).sort(byName);
  }

  onChange(listener: () => void): () => void {
    return this.#changed.add(listener);
  }

  /** @throws StylizeError `usage` when there is none of that name */
  find(name: string): Preset {
    const found = this.all.find((preset) => preset.name === name);
    if (!found) throw new StylizeError('usage', l10n.t`There is no preset "${name}" any more.`);
    return found;
  }

  has(name: string): boolean {
    return this.all.some((preset) => preset.name === name);
  }

  /** The preset whose settings these are. */
  matching({ recipe, changes }: Settings): Preset | undefined {
    return this.all.find((preset) => preset.recipe === recipe && isEqual(preset.changes, changes));
  }

  /** Replaces a preset of the same name. */
  save(preset: Preset): void {
    this.#put([...this.#without(preset.name), presetSchema.parse(preset)]);
  }

  /** @throws StylizeError `usage` when another has the new name */
  rename(name: string, to: string): void {
    const preset = this.find(name);
    if (to !== name && this.has(to)) {
      throw new StylizeError('usage', l10n.t`There is a preset "${to}" already.`, {
        hint: l10n.t`Choose another name.`,
      });
    }
    this.#put([...this.#without(name), { ...preset, name: to }]);
  }

  /** The returned function restores it. */
  remove(name: string): () => void {
    const preset = this.find(name);
    this.#put(this.#without(name));
    return () => {
      if (!this.has(name)) this.save(preset);
    };
  }

  #without(name: string): Preset[] {
    return this.all.filter((preset) => preset.name !== name);
  }

  #put(presets: readonly Preset[]): void {
    this.#memory.update(memoryKey, presets);
    this.#changed.emit();
  }
}

const byName = (a: Preset, b: Preset): number => a.name.localeCompare(b.name);

/** The wanted name, with a number if a preset already has it. */
export function freeName(presets: Presets, wanted: string): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted} ${number}`;
    if (!presets.has(name)) return name;
  }
}
