import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Values at which code with lengths, counts and offsets tends to fail. */
const extremes = [
  0, 1, 2, 7, 8, 0x7f, 0x80, 0xff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
];

/**
 * A damaged copy of a file, the same for the same seed, with one to six changes. Half of them are at the beginning and the
 * end, where formats have their structure.
 */
export function mutated(original: Buffer, seed: number): Buffer {
  const generator = xoroshiro128plus(seed);
  const below = (limit: number) => uniformInt(generator, 0, limit - 1);
  let bytes = Buffer.from(original);

  const position = () => {
    const length = Math.max(bytes.length, 1);
    const edge = Math.min(length, 4096);
    return [below(length), below(length), below(edge), length - 1 - below(edge)][below(4)]!;
  };
  const range = (longest: number): [start: number, end: number] => {
    const start = position();
    return [start, Math.min(bytes.length, start + 1 + below(longest))];
  };
  const write = (at: number, value: number, width: 1 | 2 | 4) => {
    if (at + width <= bytes.length) bytes.writeUIntLE(value % 2 ** (8 * width), at, width);
  };

  const changes: (() => void)[] = [
    () => {
      write(position(), below(256), 1);
    },
    () => {
      const at = position();
      if (at < bytes.length) bytes[at]! ^= 1 << below(8);
    },
    () => {
      write(position() & ~3, extremes[below(extremes.length)]!, 4);
    },
    () => {
      write(position(), extremes[below(extremes.length)]!, ([1, 2, 4] as const)[below(3)]!);
    },
    () => {
      const at = position() & ~3;
      if (at + 4 <= bytes.length) write(at, bytes.readUInt32LE(at) + below(33) - 16 + 2 ** 32, 4);
    },
    () => {
      const [start, end] = range(64);
      bytes.fill(below(2) * 255, start, end);
    },
    // Remove, repeat, move.
    () => {
      const [start, end] = range(256);
      bytes = Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
    },
    () => {
      const [start, end] = range(256);
      bytes = Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]);
    },
    () => {
      const [start, end] = range(64);
      bytes.copy(bytes, position(), start, end);
    },
    () => {
      bytes = bytes.subarray(0, position());
    },
  ];
  for (let i = below(6); i >= 0; i--) changes[below(changes.length)]!();
  return bytes;
}
