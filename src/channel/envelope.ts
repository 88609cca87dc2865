import * as z from 'zod';

import { errorSchema } from './errors';

const id = z.int().nonnegative();

/**
 * What travels through a port. `request` and `cancel` go from a client to a server, the other three from a server to
 * a client, so a client and a server can share each end of one port: neither takes the other's messages for its own.
 */
export const envelopeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('request'), id, name: z.string(), params: z.unknown().optional() }),
  z.strictObject({ kind: z.literal('cancel'), id }),
  z.strictObject({ kind: z.literal('result'), id, result: z.unknown().optional() }),
  // Without an id: the answer to a message that was so malformed that it had none.
  z.strictObject({ kind: z.literal('error'), id: id.optional(), error: errorSchema }),
  z.strictObject({ kind: z.literal('event'), name: z.string(), data: z.unknown().optional() }),
]);

export type Envelope = z.infer<typeof envelopeSchema>;

/** What can still be told of a message that is not an envelope. */
const remainsSchema = z.object({
  kind: z.string().optional().catch(undefined),
  id: id.optional().catch(undefined),
});

export type Received =
  | { readonly ok: true; readonly envelope: Envelope }
  | {
      readonly ok: false;
      readonly kind: string | undefined;
      readonly id: number | undefined;
      readonly why: string;
    };

/** Never throws, whatever the message is. */
export function readEnvelope(message: unknown): Received {
  const read = envelopeSchema.safeParse(message);
  if (read.success) return { ok: true, envelope: read.data };
  const remains = remainsSchema.safeParse(message).data;
  return { ok: false, kind: remains?.kind, id: remains?.id, why: describeIssues(read.error) };
}

/** A validation error in one line: `styles.0.weight: too small`. */
export function describeIssues(error: z.ZodError): string {
  return error.issues
    .map((issue) => (issue.path.length > 0 ? `${issue.path.join('.')}: ${issue.message}` : issue.message))
    .join('; ');
}
