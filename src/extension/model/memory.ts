/** Values that outlive the window. */
export interface Memory {
  get(key: string): unknown;
  /**
   * Keeps a value; `undefined` forgets it.
   *
   * @throws StylizeError `unwritable-output` when it cannot be kept
   */
  update(key: string, value: unknown): unknown;
}
