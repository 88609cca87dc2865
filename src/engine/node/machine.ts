import { availableParallelism, cpus, freemem, release, totalmem, type } from 'node:os';

import sharp from 'sharp';

import type { Diagnosis } from '../../contracts/diagnosis';

/** @param threads the most that an operator may use */
export function describeMachine(threads: number | undefined): Diagnosis['machine'] {
  const limit = process.constrainedMemory();
  return {
    system: `${type()} ${release()} ${process.arch}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    ...(threads !== undefined && { threads }),
    memory: {
      // Of the machine, or of the container that this process is kept in.
      total: limit > 0 ? Math.min(limit, totalmem()) : totalmem(),
      available: (process as Partial<typeof process>).availableMemory?.() ?? freemem(),
    },
  };
}

/** @param runtime that of ONNX */
export function libraryVersions(runtime: typeof import('onnxruntime-node')): Diagnosis['libraries'] {
  return {
    'ONNX Runtime': runtime.env.versions.node ?? 'unknown',
    sharp: sharp.versions.sharp,
    libvips: sharp.versions.vips,
  };
}
