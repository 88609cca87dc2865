import * as z from 'zod';

import { Listeners } from '../../client/listeners';
import { choicesSchema, type Memory } from './selection';

export const historyRecordSchema = z.object({
  id: z.string(),
  /** The picture that the engine wrote. */
  uri: z.string(),
  /** Under this name it is saved. */
  name: z.string(),
  /** Where the person has saved it. */
  saved: z.string().optional(),
  /** The recipe's title. */
  recipe: z.string(),
  width: z.number(),
  height: z.number(),
  seconds: z.number(),
  /** Milliseconds since 1970. */
  finishedAt: z.number(),
  choices: choicesSchema,
});
/** A finished run. */
export type HistoryRecord = z.infer<typeof historyRecordSchema>;

const memoryKey = 'history';

/** The finished runs of a workspace, newest first. */
export class History {
  readonly #memory: Memory;
  readonly #capacity: number;
  readonly #changed: Listeners<void>;
  readonly #forgotten: Listeners<HistoryRecord>;
  #records: readonly HistoryRecord[];

  constructor(memory: Memory, onError: (thrown: unknown) => void, capacity = 50) {
    this.#memory = memory;
    this.#capacity = capacity;
    this.#changed = new Listeners(onError);
    this.#forgotten = new Listeners(onError);
    const remembered = z.array(historyRecordSchema).safeParse(memory.get(memoryKey));
    this.#records = remembered.success ? remembered.data : [];
  }

  get records(): readonly HistoryRecord[] {
    return this.#records;
  }

  find(id: string): HistoryRecord | undefined {
    return this.#records.find((record) => record.id === id);
  }

  onChange(listener: () => void): () => void {
    return this.#changed.add(listener);
  }

  /** A record that is gone: its picture may be removed, if it belongs to nobody else. */
  onForget(listener: (record: HistoryRecord) => void): () => void {
    return this.#forgotten.add(listener);
  }

  add(record: HistoryRecord): void {
    this.#set([record, ...this.#records]);
  }

  markSaved(id: string, saved: string): void {
    this.#set(this.#records.map((record) => (record.id === id ? { ...record, saved } : record)));
  }

  remove(id: string): void {
    this.#set(this.#records.filter((record) => record.id !== id));
  }

  #set(records: readonly HistoryRecord[]): void {
    const kept = records.slice(0, this.#capacity);
    const ids = new Set(kept.map(({ id }) => id));
    const forgotten = [...this.#records, ...records].filter(({ id }) => !ids.has(id));
    this.#records = kept;
    void this.#memory.update(memoryKey, kept);
    for (const record of new Set(forgotten)) this.#forgotten.tell(record);
    this.#changed.tell();
  }
}
