import * as z from 'zod';

import { Listeners } from '../../../client/listeners';
import { regionColors } from '../../../contracts/mask-editor';
import type { Memory } from '../memory';

const memoryKey = 'maskColors';
const colorsSchema = z
  .array(
    z
      .string()
      .regex(/^#[\da-f]{6}$/)
      .nullable(),
  )
  .max(regionColors.length);

/** The overlay colours of the styles' regions, in the order of the styles. A person can change each. */
export class MaskColors {
  readonly #memory: Memory;
  readonly #changed: Listeners<void>;

  constructor(memory: Memory, onError: (thrown: unknown) => void) {
    this.#memory = memory;
    this.#changed = new Listeners(onError);
  }

  /** `#rrggbb` */
  get all(): readonly string[] {
    const own = colorsSchema.safeParse(this.#memory.get(memoryKey)).data ?? [];
    return regionColors.map((color, index) => own[index] ?? color);
  }

  onChange(listener: () => void): () => void {
    return this.#changed.add(listener);
  }

  /** @param color `#rrggbb`; undefined restores the default */
  set(index: number, color: string | undefined): void {
    const colors = this.all.map((known, other) => (other === index ? (color ?? null) : known));
    const own = colors.map((known, other) => (known === regionColors[other] ? null : known));
    this.#memory.update(memoryKey, colorsSchema.parse(own));
    this.#changed.emit();
  }
}
