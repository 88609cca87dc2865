import * as z from 'zod';

import type { Checkpoint } from '../../../contracts/checkpoints';
import type { EngineAccess } from '../catalog';
import type { Memory } from '../memory';

export interface CheckpointsOptions {
  readonly engine: EngineAccess;
  readonly memory: Memory;
  readonly onError: (thrown: unknown) => void;
}

const memoryKey = 'discardedCheckpoints';

/** The states of unfinished runs that the engine has stored. */
export class Checkpoints {
  readonly #options: CheckpointsOptions;
  readonly #stopListening: () => void;

  constructor(options: CheckpointsOptions) {
    this.#options = options;
    this.#stopListening = options.engine.onState(() => {
      this.#discardAll();
    });
  }

  /** Starts the engine if it is not running. */
  list(): Promise<readonly Checkpoint[]> {
    return this.#options.engine.request('checkpoints', {});
  }

  /** Removes one as soon as an engine is there; none is started for it. */
  discard(id: string): void {
    this.#remember([...this.#discarded, id]);
    this.#discardAll();
  }

  dispose(): void {
    this.#stopListening();
  }

  get #discarded(): readonly string[] {
    const remembered = z.array(z.string()).safeParse(this.#options.memory.get(memoryKey));
    return remembered.success ? remembered.data : [];
  }

  #discardAll(): void {
    const { engine, onError } = this.#options;
    const discarded = this.#discarded;
    const isThere = engine.status.state === 'ready' || engine.status.state === 'busy';
    if (!isThere || discarded.length === 0) return;
    this.#remember([]);
    for (const id of discarded) engine.request('discardCheckpoint', { id }).catch(onError);
  }

  #remember(discarded: readonly string[]): void {
    try {
      this.#options.memory.update(memoryKey, discarded.length > 0 ? discarded : undefined);
    } catch (thrown) {
      this.#options.onError(thrown);
    }
  }
}
