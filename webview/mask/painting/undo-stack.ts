import type { Area } from './mask';

/** An earlier state of a part of a mask. */
export interface Patch {
  /** Which mask. */
  readonly layer: string;
  readonly area: Area;
  readonly pixels: Uint8Array;
}

/** Applies a patch and returns one with the pixels that it replaced. */
export type Swap = (patch: Patch) => Patch;

/**
 * Undo and redo of changes to masks. Keeps the pixels that each step has replaced; the oldest steps are forgotten beyond a
 * number of bytes.
 */
export class UndoStack {
  readonly #capacity: number;
  #done: Patch[] = [];
  #undone: Patch[] = [];

  constructor(capacity = 64 * 1024 * 1024) {
    this.#capacity = capacity;
  }

  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  /** Bytes of all pixels that are kept. */
  get size(): number {
    return [...this.#done, ...this.#undone].reduce((sum, { pixels }) => sum + pixels.byteLength, 0);
  }

  /** Records what a step has replaced. Clears what could be redone. */
  push(patch: Patch): void {
    this.#undone = [];
    this.#done.push(patch);
    // The step itself can be undone, however large it is.
    while (this.size > this.#capacity && this.#done.length > 1) this.#done.shift();
  }

  /** Undoes the last step. Undefined when there is none. */
  undo(swap: Swap): Patch | undefined {
    return move(this.#done, this.#undone, swap);
  }

  redo(swap: Swap): Patch | undefined {
    return move(this.#undone, this.#done, swap);
  }

  /** Forgets the steps of a mask that was replaced by other means. */
  forget(layer: string): void {
    const isOther = (patch: Patch) => patch.layer !== layer;
    this.#done = this.#done.filter(isOther);
    this.#undone = this.#undone.filter(isOther);
  }

  clear(): void {
    this.#done = [];
    this.#undone = [];
  }
}

function move(from: Patch[], to: Patch[], swap: Swap): Patch | undefined {
  const patch = from.pop();
  if (patch) to.push(swap(patch));
  return patch;
}
