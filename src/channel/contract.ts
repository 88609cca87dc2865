import type * as z from 'zod';

/** One kind of request: what is sent and what comes back. */
export interface RequestShape {
  readonly params: z.ZodType;
  readonly result: z.ZodType;
}

/** Everything that two ends of a channel may say to each other. */
export interface Contract {
  /** Sent by the client, answered by the server. */
  readonly requests: Readonly<Record<string, RequestShape>>;
  /** Sent by the server, unasked. */
  readonly events: Readonly<Record<string, z.ZodType>>;
}

export function defineContract<C extends Contract>(contract: C): C {
  return contract;
}

export type RequestName<C extends Contract> = keyof C['requests'] & string;
export type EventName<C extends Contract> = keyof C['events'] & string;

/** What a caller passes: defaults may be left out. */
export type Params<C extends Contract, N extends RequestName<C>> = z.input<C['requests'][N]['params']>;
/** What a handler receives: validated, with defaults filled in. */
export type ParsedParams<C extends Contract, N extends RequestName<C>> = z.output<C['requests'][N]['params']>;
export type Result<C extends Contract, N extends RequestName<C>> = z.output<C['requests'][N]['result']>;
export type EventData<C extends Contract, N extends EventName<C>> = z.output<C['events'][N]>;
