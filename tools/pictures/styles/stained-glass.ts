import { type Colour, mix, palette, ramp, scale } from '../colour';
import { distanceToBorders } from '../distance';
import { clamp, hash, smoothstep } from '../maths';
import { Noise } from '../noise';
import { Picture } from '../picture';
import { Random } from '../random';

const size = 1280;

const glasses = {
  sun: palette('#ff8a00', '#ffc21a', '#fff0a0'),
  rays: palette('#f26a2a', '#ffb347', '#ffd98a', '#e8518a'),
  sky: palette('#0b1f7a', '#1a49c8', '#2f86e8', '#6a3fc0', '#57c2e8'),
  hills: palette('#0c5a3a', '#1c8a3c', '#6fb52a', '#0a6f78', '#b8c92a'),
  water: palette('#06457a', '#0f86b0', '#3cc7c4', '#b0ecdf'),
  petals: palette('#b00020', '#e0123a', '#ff4a3c', '#c2106e'),
  heart: palette('#2a0a3a', '#f2b01e'),
  leaf: palette('#0b6a2a', '#3aa335', '#8ccf3a'),
};
type Glass = keyof typeof glasses;

interface Piece {
  readonly glass: Glass;
  /** Pieces with different keys are kept apart by lead. */
  readonly key: number;
}

const flowers: readonly { x: number; y: number; radius: number; turn: number; petals: number }[] = [
  { x: 300, y: 760, radius: 210, turn: 0.3, petals: 6 },
  { x: 610, y: 1010, radius: 175, turn: 0.9, petals: 5 },
  { x: 130, y: 1120, radius: 150, turn: 0.1, petals: 5 },
  { x: 1090, y: 1130, radius: 130, turn: 0.5, petals: 5 },
];
const sun = { x: 900, y: 330, radius: 150 };

/** A window: sun over hills and a river, flowers in front; lead between the pieces, light through the glass. */
export function stainedGlass(): Picture {
  const random = new Random(1220);
  const noise = new Noise(77);
  const seeds = Array.from(
    { length: 330 },
    () => [random.range(-40, size + 40), random.range(-40, size + 40)] as const,
  );

  const shard = (x: number, y: number): number => {
    let nearest = 0;
    let best = Infinity;
    seeds.forEach(([sx, sy], index) => {
      const distance = (x - sx) ** 2 + (y - sy) ** 2;
      if (distance < best) [best, nearest] = [distance, index];
    });
    return nearest;
  };

  const flowerPiece = (x: number, y: number): Piece | undefined => {
    for (const [index, flower] of flowers.entries()) {
      const distance = Math.hypot(x - flower.x, y - flower.y) / flower.radius;
      const turned = Math.atan2(y - flower.y, x - flower.x) + flower.turn + distance * 0.35;
      const sector = (turned / (2 * Math.PI)) * flower.petals;
      const petal = Math.floor(sector);
      const across = Math.abs(sector - petal - 0.5) * 2;
      if (distance < 0.24) return { glass: 'heart', key: 9000 + index * 10 + (distance < 0.13 ? 1 : 0) };
      const edge = 0.98 - 0.34 * across ** 2.6 + 0.05 * noise.at(turned * 3, index);
      if (distance > edge) continue;
      const tier = distance > 0.62 * edge ? 1 : 0;
      return { glass: 'petals', key: 10_000 + index * 100 + ((petal + 60) % 20) * 2 + tier };
    }
    return undefined;
  };

  const leafPiece = (x: number, y: number): Piece | undefined => {
    for (const [index, flower] of flowers.entries()) {
      const drop = (y - flower.y) / 420;
      if (drop < 0 || drop > 1.4) continue;
      const stem = x - flower.x - 70 * Math.sin(drop * 2.2 + index);
      const blade = 70 * Math.sin(Math.PI * clamp((drop - 0.45) / 0.9));
      if (Math.abs(stem) < 13) return { glass: 'leaf', key: 20_000 + index * 10 + Math.floor(drop * 3) };
      if (Math.abs(stem) < blade)
        return { glass: 'leaf', key: 21_000 + index * 20 + (stem < 0 ? 1 : 0) + Math.floor(drop * 5) * 2 };
    }
    return undefined;
  };

  const groundPiece = (x: number, y: number): Piece => {
    const horizon = 640 + 70 * Math.sin(x / 210 + 0.6) - 0.06 * x;
    if (y < horizon) {
      const distance = Math.hypot(x - sun.x, y - sun.y);
      const sector =
        (Math.atan2(y - sun.y, x - sun.x) / (2 * Math.PI)) * 19 + 0.35 * noise.at(distance / 260, 3);
      const ray = Math.floor(sector);
      if (distance < sun.radius) return { glass: 'sun', key: distance < 62 ? 1 : 2 + (ray & 15) };
      const edge = sun.radius * (1.75 + 0.55 * hash(ray, 4));
      if (distance < edge) return { glass: 'rays', key: 100 + (ray & 31) };
      return { glass: 'sky', key: 1000 + shard(x, y) };
    }
    const bend = 760 + 190 * Math.sin((y - 600) / 190) + (y - 600) * 0.25;
    const breadth = 26 + (y - horizon) * 0.26;
    if (Math.abs(x - bend) < breadth) {
      const band = Math.floor((y + 34 * Math.sin(x / 60)) / (24 + (y - horizon) * 0.07));
      return { glass: 'water', key: 30_000 + band };
    }
    const ridge = Math.floor((y - horizon - 50 * noise.at(x / 240, 5)) / 120);
    return { glass: 'hills', key: 40_000 + ridge * 1000 + shard(x, y * 1.2) };
  };

  const labels = new Int32Array(size * size);
  const glassOf = new Map<number, Glass>();
  for (let y = 0, i = 0; y < size; y++) {
    for (let x = 0; x < size; x++, i++) {
      // The cutter's hand is not a ruler.
      const wx = x + 9 * noise.at(x / 90, y / 90);
      const wy = y + 9 * noise.at(x / 90 + 40, y / 90);
      const piece = flowerPiece(wx, wy) ?? leafPiece(wx, wy) ?? groundPiece(wx, wy);
      labels[i] = piece.key;
      glassOf.set(piece.key, piece.glass);
    }
  }
  const borders = distanceToBorders(size, size, labels);

  const glassColour = (key: number): Colour => {
    const stops = glasses[glassOf.get(key) ?? 'sky'];
    return scale(ramp(stops, hash(key, 5)), 0.82 + 0.3 * hash(key, 6));
  };
  return new Picture(size, size, (x, y) => {
    const i = y * size + x;
    const key = labels[i]!;
    const distance = borders.data[i]!;
    const turn = hash(key, 7) * 6.3;
    const along = x * Math.cos(turn) + y * Math.sin(turn);
    const across = y * Math.cos(turn) - x * Math.sin(turn);
    const streak = noise.fbm(along / 170 + key, across / 22, 4);
    const bubble = noise.at(x / 7, y / 7) > 0.78 ? 0.14 : 0;
    const daylight =
      0.74 + 0.5 * smoothstep(900, 0, Math.hypot(x - sun.x, y - sun.y)) + 0.12 * noise.at(x / 300, y / 300);
    const glow = 0.62 + 0.45 * smoothstep(4, 34, distance);
    const body = scale(glassColour(key), daylight * glow * (1 + 0.34 * streak) + bubble);
    const lit = mix(body, [1, 0.97, 0.86], clamp(streak - 0.25) * 0.5);
    const lead = smoothstep(7.5, 5.5, distance + noise.at(x / 16, y / 16));
    const slope = borders.at(x + 2, y + 2) - borders.at(x - 2, y - 2);
    const ridge = clamp(0.1 - 0.03 * slope + 0.03 * noise.at(x / 4, y / 4), 0.015, 0.4);
    return mix(lit, [ridge, ridge, ridge * 1.12], lead);
  });
}
