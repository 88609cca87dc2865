import type { Dimension, Shape, Value } from './value';

export const elements = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

export const describeShape = (shape: Shape) => `[${shape.join(', ')}]`;

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dimension, axis) => dimension === b[axis]);
}

/** The sizes of a shape whose dimensions are all known. */
export function staticShape(shape: Shape): number[] {
  return shape.map((dimension) => {
    if (typeof dimension !== 'number') throw new Error(`the size of ${describeShape(shape)} is not known`);
    return dimension;
  });
}

/** [N, C, H, W] */
export function featureMap({ op, shape }: Value): [Dimension, Dimension, Dimension, Dimension] {
  if (shape.length !== 4) throw new Error(`${op.name} ${describeShape(shape)} is not a feature map`);
  return [...shape] as [Dimension, Dimension, Dimension, Dimension];
}

/** [N, C, H, W] of a feature map whose size is known. */
export function staticFeatureMap(value: Value): [number, number, number, number] {
  return staticShape(featureMap(value)) as [number, number, number, number];
}

export const plus = (d: Dimension, n: number): Dimension =>
  typeof d === 'number' ? d + n : n === 0 ? d : `${d}+${n}`;
export const times = (d: Dimension, factor: Dimension): Dimension =>
  typeof d === 'number' && typeof factor === 'number' ? d * factor : `${d}*${factor}`;
export const half = (d: Dimension): Dimension => (typeof d === 'number' ? Math.floor(d / 2) : `${d}/2`);

/** The common shape of two values, each repeated along its dimensions of size 1. */
export function broadcastShape(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (x !== y && x !== 1 && y !== 1)
      throw new Error(`${describeShape(a)} and ${describeShape(b)} do not broadcast`);
    return x === 1 ? y : x;
  });
}
