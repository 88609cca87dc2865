/** An object as JSON has it. */
export type PlainObject = Readonly<Record<string, unknown>>;

export const isPlainObject = (value: unknown): value is PlainObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object's own property, as opposed to an inherited one. */
export const member = (value: unknown, name: string): unknown =>
  isPlainObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;

export const without = (object: PlainObject, ...names: readonly string[]): PlainObject =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
