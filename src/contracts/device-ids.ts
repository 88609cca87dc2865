import * as z from 'zod';

export const deviceIds = ['cpu', 'webgpu', 'cuda', 'dml', 'coreml', 'tfjs-gpu', 'tfjs-cpu'] as const;
export type DeviceId = (typeof deviceIds)[number];

export const deviceChoiceSchema = z.enum(['auto', ...deviceIds]);
