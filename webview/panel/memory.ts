import * as z from 'zod';

/** What the panel keeps for itself; the host does not need it. */
export const memorySchema = z
  .object({
    options: z.boolean().catch(true),
    advanced: z.boolean().catch(false),
    history: z.boolean().catch(false),
    queue: z.boolean().catch(true),
    chart: z.boolean().catch(false),
  })
  .catch({ options: true, advanced: false, history: false, queue: true, chart: false });
export type Memory = Readonly<z.infer<typeof memorySchema>>;
