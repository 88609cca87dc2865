import type { Clock } from '../../../client/clock';

/** Changes of the same thing that follow each other within this time are one step: a slider that is dragged. */
const gestureMilliseconds = 1000;

/** Values as they were before each change, to be returned to and left again. A value is never changed itself. */
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
   * Notes a value that is about to be changed. What was undone cannot be redone any more.
   *
   * @param gesture what is changed, where a person changes it little by little
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

  /** The value that was left by the last `undo`. */
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
