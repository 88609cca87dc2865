import type { Clock } from '../../../client/clock';

/** Changes of the same thing within this time count as one step, such as dragging a slider. */
const gestureMilliseconds = 1000;

/** The values before each change, for undo and redo. Values are never mutated. */
export class UndoHistory<T extends object> {
  readonly #clock: Clock;
  readonly #capacity: number;
  #past: T[] = [];
  #future: T[] = [];
  #gesture: string | undefined;
  #at = 0;

  constructor(clock: Clock, capacity = 100) {
    this.#clock = clock;
    this.#capacity = capacity;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /**
   * Records a value before it changes. Clears what could be redone.
   *
   * @param gesture what is being changed, if it changes gradually
   */
  record(before: T, gesture?: string): void {
    const now = this.#clock.now();
    const goesOn = gesture !== undefined && gesture === this.#gesture && now - this.#at < gestureMilliseconds;
    this.#gesture = gesture;
    this.#at = now;
    this.#future = [];
    if (goesOn) return;
    this.#past.push(before);
    if (this.#past.length > this.#capacity) this.#past.shift();
  }

  /** The value before the last change; undefined when there is none. */
  undo(current: T): T | undefined {
    return this.#move(this.#past, this.#future, current);
  }

  /** The value before the last `undo`; undefined when there is none. */
  redo(current: T): T | undefined {
    return this.#move(this.#future, this.#past, current);
  }

  #move(from: T[], to: T[], current: T): T | undefined {
    const value = from.pop();
    if (value) to.push(current);
    this.#gesture = undefined;
    return value;
  }
}
