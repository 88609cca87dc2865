import type { Area } from './mask';

/** A part of one of the masks, as it was. */
export interface Patch {
  /** Which mask. */
  readonly layer: string;
  readonly area: Area;
  readonly pixels: Uint8Array;
}

/** Puts a patch where it belongs, and returns what it has covered. */
export type Swap = (patch: Patch) => Patch;

/**
 * What has been done to the masks, to be undone and done again. Keeps the pixels that each step has replaced; the oldest
 * are forgotten when they are more than so many bytes.
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

  /** Notes what a step has replaced. What was undone before cannot be done again after it. */
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

  /** Forgets the steps of a mask that has become another one by other means. */
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
