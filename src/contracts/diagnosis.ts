import * as z from 'zod';

/** What the engine finds out about its machine when a person asks what is wrong. */
export const diagnosisSchema = z.strictObject({
  machine: z.strictObject({
    /** `Linux 6.1.0 x64` */
    system: z.string(),
    processor: z.string(),
    cores: z.int(),
    /** The most threads that an operator may use, if they are limited. */
    threads: z.int().optional(),
    /** In bytes. */
    memory: z.strictObject({ total: z.number(), available: z.number() }),
  }),
  /** Versions by name. */
  libraries: z.record(z.string(), z.string()),
  /** Devices that computed the gradient of a small network, the processor first. */
  trials: z.array(
    z.strictObject({
      device: z.string(),
      /** ‖g − g₀‖ / ‖g₀‖, where g₀ is the processor's gradient. */
      difference: z.number().optional(),
      /** Why there is none. */
      problem: z.string().optional(),
    }),
  ),
});
export type Diagnosis = z.infer<typeof diagnosisSchema>;
