/** A direction at every point of the plane; it need not have unit length. */
export type Flow = (x: number, y: number) => readonly [dx: number, dy: number];

export interface Vortex {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Positive turns clockwise on screen. */
  readonly spin: number;
}

/** How strongly `vortex` is felt at a point: 1 at its centre, fading with distance. */
export function influence(vortex: Vortex, x: number, y: number): number {
  const squared = ((x - vortex.x) ** 2 + (y - vortex.y) ** 2) / vortex.radius ** 2;
  return Math.exp(-squared * 0.5);
}

/** `base` with whirls in it. */
export function withVortices(base: Flow, vortices: readonly Vortex[]): Flow {
  return (x, y) => {
    const [baseX, baseY] = base(x, y);
    let dx = baseX;
    let dy = baseY;
    for (const vortex of vortices) {
      const strength = influence(vortex, x, y) * vortex.spin * 3.2;
      const distance = Math.hypot(x - vortex.x, y - vortex.y) + 1e-6;
      dx += (-(y - vortex.y) / distance) * strength;
      dy += ((x - vortex.x) / distance) * strength;
    }
    return [dx, dy];
  };
}

/** Points one `step` apart along the flow, `length` in all, with the start in the middle. */
export function trace(flow: Flow, x: number, y: number, length: number, step: number): [number, number][] {
  const half = (sign: number): [number, number][] => {
    const points: [number, number][] = [];
    let px = x;
    let py = y;
    for (let walked = 0; walked < length / 2; walked += step) {
      const [dx, dy] = flow(px, py);
      const size = Math.hypot(dx, dy) || 1;
      px += (sign * step * dx) / size;
      py += (sign * step * dy) / size;
      points.push([px, py]);
    }
    return points;
  };
  return [...half(-1).reverse(), [x, y], ...half(1)];
}
