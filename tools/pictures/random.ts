import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

let variation = 0;

/** From now on, seeds begin other streams: the same programs draw other pictures. 0, the default, is as shipped. */
export function vary(by: number): void {
  variation = by;
}

/** A seeded stream of random numbers: the same seed draws the same picture. */
export class Random {
  private readonly generator: RandomGenerator;

  constructor(seed: number) {
    this.generator = xoroshiro128plus(seed + Math.imul(variation, 0x9e3779b1));
  }

  /** Uniform in [0, 1). */
  unit(): number {
    return (this.generator.next() >>> 0) / 0x1_0000_0000;
  }

  /** Uniform in [low, high). */
  range(low: number, high: number): number {
    return low + (high - low) * this.unit();
  }

  /** Uniform integer in [0, count). */
  below(count: number): number {
    return Math.floor(this.unit() * count);
  }

  /** Bell-shaped around 0 with standard deviation 1 (sum of uniforms, so never beyond 3.5). */
  normal(): number {
    return (this.unit() + this.unit() + this.unit() + this.unit() - 2) * Math.sqrt(3);
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError('cannot pick from an empty list');
    return item;
  }

  shuffle<T>(items: T[]): T[] {
    for (let last = items.length - 1; last > 0; last--) {
      const other = this.below(last + 1);
      [items[last], items[other]] = [items[other]!, items[last]!];
    }
    return items;
  }
}
