import { describe, expect, it } from 'vitest';

import { exactBytes } from '../../../src/channel/channel';

describe('exactBytes', () => {
  it('shares the buffer of a view that is its whole buffer', () => {
    const view = Float32Array.of(1, 2, 3);
    const bytes = exactBytes(view);
    expect(bytes.buffer).toBe(view.buffer);
    expect(bytes).toHaveLength(12);
  });

  it('copies a part of a buffer', () => {
    const whole = Uint8Array.of(1, 2, 3, 4);
    const bytes = exactBytes(whole.subarray(1, 3));
    expect([...bytes]).toEqual([2, 3]);
    expect(bytes.buffer.byteLength).toBe(2);
  });

  it('never returns a Buffer', () => {
    for (const buffer of [Buffer.from('pooled'), Buffer.alloc(6, 'whole')]) {
      const bytes = exactBytes(buffer);
      expect(Buffer.isBuffer(bytes)).toBe(false);
      expect(bytes.buffer.byteLength).toBe(6);
      expect([...bytes]).toEqual([...buffer]);
    }
  });
});
